package io.starling.torrent;

import io.starling.testing.fuzz.FuzzTestCase;

class MetainfoFuzzTest extends FuzzTestCase {
    MetainfoFuzzTest() {
        super(new MetainfoTarget());
    }
}
