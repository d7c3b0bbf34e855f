package io.starling.wire;

import io.starling.testing.fuzz.FuzzTestCase;

class ExtensionHandshakeFuzzTest extends FuzzTestCase {
    ExtensionHandshakeFuzzTest() {
        super(new ExtensionHandshakeTarget());
    }
}
