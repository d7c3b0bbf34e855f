package io.starling.wire;

import io.starling.testing.fuzz.FuzzTestCase;

class MetadataMessageFuzzTest extends FuzzTestCase {
    MetadataMessageFuzzTest() {
        super(new MetadataMessageTarget());
    }
}
