package io.starling.storage;

import io.starling.testing.fuzz.FuzzTestCase;

class IndexReplayFuzzTest extends FuzzTestCase {
    IndexReplayFuzzTest() {
        super(new IndexReplayTarget());
    }
}
