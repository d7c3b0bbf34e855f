package io.starling.bencode;

/** Reads bencoded values. */
public final class BencodeReader {}
