package io.starling.dashboard;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.starling.testing.Clients;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

@ExtendWith(VertxExtension.class)
class ApiErrorTest {
    private final BlockingQueue<ILoggingEvent> said = new LinkedBlockingQueue<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(ApiError.class);
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            said.add(event);
        }
    };

    @BeforeEach
    void hearWhatIsLogged() {
        appender.start();
        logger.addAppender(appender);
        logger.setLevel(Level.DEBUG);
    }

    @AfterEach
    void hearNoMore() {
        logger.detachAppender(appender);
        logger.setLevel(null);
    }

    @Test
    void makesNoFussAboutAClientThatHangsUp(Vertx vertx) throws Exception {
        FakeNode.start(vertx, "alpha", List.of());
        DashboardVerticle dashboard = new DashboardVerticle(new DashboardOptions().setPort(0), "alpha", Map.of());
        vertx.deployVerticle(dashboard).await(10, SECONDS);
        NetSocket client = Clients.net(vertx)
                .connect(URI.create(dashboard.url()).getPort(), "127.0.0.1")
                .await(10, SECONDS);
        client.write("POST /api/v1/transfers HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 100\r\n\r\n{")
                .await(10, SECONDS);
        client.close().await(10, SECONDS);
        ILoggingEvent event = said.poll(10, SECONDS);
        assertThat(event).isNotNull();
        assertThat(event.getLevel()).isEqualTo(Level.DEBUG);
        assertThat(event.getFormattedMessage()).isEqualTo("POST /api/v1/transfers: the client hung up");
    }
}
