package io.starling.wire;

import io.netty.buffer.ByteBuf;
import io.starling.bencode.ByteString;
import io.starling.torrent.Block;

/**
 * A message of the peer wire protocol after the handshake (BEP 3, 5, 6, 10). Its numbers are as they were read: whether
 * they lie within the torrent is for its {@link io.starling.torrent.PieceGrid} to check.
 */
public sealed interface Message {
    /** Calls the method of {@code handler} that is made for this message. */
    void dispatch(Handler handler);

    record KeepAlive() implements Message {
        @Override
        public void dispatch(Handler handler) {
            handler.onKeepAlive();
        }
    }

    record Choke() implements Message {
        @Override
        public void dispatch(Handler handler) {
            handler.onChoke();
        }
    }

    record Unchoke() implements Message {
        @Override
        public void dispatch(Handler handler) {
            handler.onUnchoke();
        }
    }

    record Interested() implements Message {
        @Override
        public void dispatch(Handler handler) {
            handler.onInterested();
        }
    }

    record NotInterested() implements Message {
        @Override
        public void dispatch(Handler handler) {
            handler.onNotInterested();
        }
    }

    record Have(int piece) implements Message {
        @Override
        public void dispatch(Handler handler) {
            handler.onHave(piece);
        }
    }

    record Bitfield(ByteString bits) implements Message {
        @Override
        public void dispatch(Handler handler) {
            handler.onBitfield(bits);
        }
    }

    record Request(Block block) implements Message {
        @Override
        public void dispatch(Handler handler) {
            handler.onRequest(block);
        }
    }

    /**
     * A block of a piece.
     *
     * @param data the block's bytes: of a message that was read, borrowed, and gone when the handler returns; of one
     *     that is written, given away
     */
    record Piece(int piece, int begin, ByteBuf data) implements Message {
        @Override
        public void dispatch(Handler handler) {
            handler.onPiece(new Block(piece, begin, data.readableBytes()), data);
        }
    }

    record Cancel(Block block) implements Message {
        @Override
        public void dispatch(Handler handler) {
            handler.onCancel(block);
        }
    }

    /** BEP 5. */
    record Port(int port) implements Message {
        @Override
        public void dispatch(Handler handler) {
            handler.onPort(port);
        }
    }

    /** BEP 6, as the four that follow. */
    record Suggest(int piece) implements Message {
        @Override
        public void dispatch(Handler handler) {
            handler.onSuggest(piece);
        }
    }

    record HaveAll() implements Message {
        @Override
        public void dispatch(Handler handler) {
            handler.onHaveAll();
        }
    }

    record HaveNone() implements Message {
        @Override
        public void dispatch(Handler handler) {
            handler.onHaveNone();
        }
    }

    record Reject(Block block) implements Message {
        @Override
        public void dispatch(Handler handler) {
            handler.onReject(block);
        }
    }

    record AllowedFast(int piece) implements Message {
        @Override
        public void dispatch(Handler handler) {
            handler.onAllowedFast(piece);
        }
    }

    /**
     * A message of an extension (BEP 10).
     *
     * @param id an unsigned byte: 0 is the extension handshake, others are what the reader's own handshake named
     */
    record Extended(int id, ByteString payload) implements Message {
        @Override
        public void dispatch(Handler handler) {
            handler.onExtended(id, payload);
        }
    }

    /** A message of a protocol that we do not speak; to be ignored. */
    record Unknown(int id) implements Message {
        @Override
        public void dispatch(Handler handler) {
            handler.onUnknown(id);
        }
    }

    /** One method a message: an implementation forgets none. */
    interface Handler {
        void onKeepAlive();

        void onChoke();

        void onUnchoke();

        void onInterested();

        void onNotInterested();

        void onHave(int piece);

        void onBitfield(ByteString bits);

        void onRequest(Block block);

        /** {@code data} is borrowed: readable until this method returns. */
        void onPiece(Block block, ByteBuf data);

        void onCancel(Block block);

        void onPort(int port);

        void onSuggest(int piece);

        void onHaveAll();

        void onHaveNone();

        void onReject(Block block);

        void onAllowedFast(int piece);

        void onExtended(int id, ByteString payload);

        void onUnknown(int id);
    }
}
