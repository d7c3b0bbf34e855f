package io.starling.bencode;

/** Writes bencoded values. */
public final class BencodeWriter {}
