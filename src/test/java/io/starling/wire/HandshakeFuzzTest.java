package io.starling.wire;

import io.starling.testing.fuzz.FuzzTestCase;

class HandshakeFuzzTest extends FuzzTestCase {
    HandshakeFuzzTest() {
        super(new HandshakeTarget());
    }
}
