package io.starling.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The requests to one peer that are on the books, the oldest first. Linked through the requests: no entry of its own each. */
final class AskedList<P> {
    private @Nullable Request<P> oldest;
    private @Nullable Request<P> newest;
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    @Nullable
    Request<P> oldest() {
        return oldest;
    }

    @Nullable
    Request<P> newest() {
        return newest;
    }

    /** Adds a request that is on no list. */
    void add(Request<P> request) {
        request.isOnBook = true;
        request.older = newest;
        if (newest == null) {
            oldest = request;
        } else {
            newest.newer = request;
        }
        newest = request;
        size++;
    }

    /** Takes the request off, if it is on. */
    void remove(Request<P> request) {
        if (!request.isOnBook) {
            return;
        }
        Request<P> before = request.older;
        Request<P> after = request.newer;
        if (before == null) {
            oldest = after;
        } else {
            before.newer = after;
        }
        if (after == null) {
            newest = before;
        } else {
            after.older = before;
        }
        request.older = null;
        request.newer = null;
        request.isOnBook = false;
        size--;
    }

    /** A copy, the oldest first. */
    List<Request<P>> toList() {
        List<Request<P>> all = new ArrayList<>(size);
        for (Request<P> request = oldest; request != null; request = request.newer) {
            all.add(request);
        }
        return all;
    }
}
