package io.starling.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class StorageOptionsTest {
    @Test
    void jsonInIsJsonOut() {
        JsonObject json = new JsonObject()
                .put("downloadDir", "there")
                .put("mode", "direct")
                .put("verifyOnReassembly", false)
                .put("workers", 3);
        StorageOptions options = new StorageOptions(json);
        assertThat(options.getDownloadDir()).isEqualTo(Path.of("there"));
        assertThat(options.getMode()).isEqualTo(StorageMode.DIRECT);
        assertThat(options.toJson()).isEqualTo(json);
        assertThat(new StorageOptions(options).toJson()).isEqualTo(json);
    }

    @Test
    void appendAndVerificationAreTheDefaults() {
        StorageOptions options = new StorageOptions(new JsonObject());
        assertThat(options.getMode()).isEqualTo(StorageMode.APPEND);
        assertThat(options.isVerifyOnReassembly()).isTrue();
    }

    @Test
    void namesWhatIsWrong() {
        assertThatThrownBy(() -> new StorageOptions(new JsonObject().put("dir", "x")))
                .hasMessageContaining("storage.dir: unknown");
        assertThatThrownBy(() -> new StorageOptions(new JsonObject().put("mode", "sparse")))
                .hasMessageContaining("\"sparse\" (expected: append or direct)");
        assertThatThrownBy(() -> new StorageOptions(new JsonObject().put("workers", 0)))
                .hasMessageContaining("storage.workers: 0");
    }
}
