package io.starling.bencode;

import io.starling.testing.fuzz.FuzzTestCase;

class BencodeFuzzTest extends FuzzTestCase {
    BencodeFuzzTest() {
        super(new BencodeTarget());
    }
}
