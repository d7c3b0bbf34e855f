package io.starling.it.stock;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where a client takes commands by XML-RPC over SCGI: the headers as a netstring, then the body; the answer is one as of
 * HTTP, up to the end of the connection.
 *
 * <pre>
 * 24:CONTENT_LENGTH 0 211 0 SCGI 0 1 0 , {@literal <methodCall>}…
 * </pre>
 */
final class ScgiControl {
    private static final int TIMEOUT_MILLIS = 30_000;
    private static final Pattern SCALAR = Pattern.compile("<(?:string|i4|i8)>([^<]*)</");

    private final Place place;

    ScgiControl(Place place) {
        this.place = place;
    }

    /** The strings and numbers of the answer, in their order. The arguments are strings without marks of XML. */
    List<String> call(String method, String... arguments) throws IOException {
        String answer = send(body(method, arguments));
        if (answer.contains("<fault>")) {
            throw new IOException(method + ": " + answer);
        }
        return SCALAR.matcher(answer).results().map(found -> found.group(1)).toList();
    }

    private static byte[] body(String method, String... arguments) {
        StringBuilder body = new StringBuilder("<methodCall><methodName>" + method + "</methodName><params>");
        for (String argument : arguments) {
            body.append("<param><value><string>").append(argument).append("</string></value></param>");
        }
        return body.append("</params></methodCall>").toString().getBytes(StandardCharsets.UTF_8);
    }

    private String send(byte[] body) throws IOException {
        String headers = "CONTENT_LENGTH\0" + body.length + "\0SCGI\0" + "1\0";
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes((headers.length() + ":" + headers + ",").getBytes(StandardCharsets.US_ASCII));
        request.writeBytes(body);
        try (Socket socket = new Socket(place.host(), place.controlPort())) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(request.toByteArray());
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
