package io.starling.bencode;

/** A bencoded value. */
public sealed interface BValue {
    record BBytes(ByteString bytes) implements BValue {}
}
