package io.starling.wire;

import io.starling.testing.fuzz.FuzzTestCase;

class FrameDecoderFuzzTest extends FuzzTestCase {
    FrameDecoderFuzzTest() {
        super(new FrameDecoderTarget());
    }
}
