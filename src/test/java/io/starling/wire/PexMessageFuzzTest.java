package io.starling.wire;

import io.starling.testing.fuzz.FuzzTestCase;

class PexMessageFuzzTest extends FuzzTestCase {
    PexMessageFuzzTest() {
        super(new PexMessageTarget());
    }
}
