package io.starling.tracker;

/**
 * How much a tracker has to do, counted now and then; nothing here says who takes part in what.
 *
 * @param torrents in the catalogue
 * @param swarms in which somebody is, published or not
 * @param members of all of them, one in two of them counted twice
 * @param seeds those of the members that have everything
 * @param registered peers that are registered, in a swarm or not
 * @param clients the members that are stock clients
 */
record Totals(int torrents, int swarms, int members, int seeds, int registered, int clients) {
    /** Of a tracker that stands by. */
    static final Totals NONE = new Totals(0, 0, 0, 0, 0, 0);
}
