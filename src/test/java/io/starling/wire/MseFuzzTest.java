package io.starling.wire;

import io.starling.testing.fuzz.FuzzTestCase;

class MseFuzzTest extends FuzzTestCase {
    MseFuzzTest() {
        super(new MseTarget());
    }
}
