/**
 * BitTorrent clients that are not ours, from Debian's packages: {@link io.starling.it.stock.StockKind} starts one of each
 * kind, {@link io.starling.it.stock.StockClient} is what it can be asked, {@link io.starling.it.stock.ClientNetwork} is where
 * they run. They find others by the tracker that their torrent names: whatever else they know to find peers is off.
 */
package io.starling.it.stock;
