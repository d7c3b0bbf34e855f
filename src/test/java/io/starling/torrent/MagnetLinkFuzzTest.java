package io.starling.torrent;

import io.starling.testing.fuzz.FuzzTestCase;

class MagnetLinkFuzzTest extends FuzzTestCase {
    MagnetLinkFuzzTest() {
        super(new MagnetLinkTarget());
    }
}
