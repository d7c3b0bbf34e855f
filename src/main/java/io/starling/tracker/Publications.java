package io.starling.tracker;

import io.starling.bencode.ByteString;
import io.vertx.core.Future;

/** Where a torrent goes that is published. */
interface Publications {
    /** Completes when it is kept as safely as it is going to be; fails as {@link Catalogue#publish}. */
    Future<CatalogueEntry> publish(String name, ByteString torrent);
}
