package io.starling.peer;

/** The remote, or the network, ended a connection before the handshake was done: nobody has done wrong. */
final class HungUpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HungUpException() {
        super("closed before the handshake");
    }
}
