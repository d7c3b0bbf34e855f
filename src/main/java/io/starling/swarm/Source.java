package io.starling.swarm;

import io.starling.torrent.Block;

/** Whoever blocks can be asked of. */
sealed interface Source permits Remote, WebSeed {
    /** This block has come from another. */
    void spare(Block block);
}
