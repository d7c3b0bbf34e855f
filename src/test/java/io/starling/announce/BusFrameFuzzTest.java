package io.starling.announce;

import io.starling.testing.fuzz.FuzzTestCase;

class BusFrameFuzzTest extends FuzzTestCase {
    BusFrameFuzzTest() {
        super(new BusFrameTarget());
    }
}
