// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.PlugClient;
import org.hearthplug.rig.PlugClient.Answer;

/** The ways on which a file comes to the plug. Each returns when the plug has said that the file is stored. */
enum Way {
    PAGE {
        @Override
        void store(Sender sender, String name, Content content) {
            assertThat(sender.folder().put(name, content).status()).isIn(200, 201);
        }

        @Override
        void move(Sender sender, String from, String to) {
            Folder folder = sender.folder();
            Answer answer =
                    folder.owner().send("POST", folder.url(from) + "?move-to=/" + folder.path() + Folder.encoded(to));
            assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        }
    },
    TUS {
        @Override
        void store(Sender sender, String name, Content content) {
            Tus upload = Tus.begin(sender.folder(), name, content);
            upload.send(0, content.bytes().length / 2);
            upload.send(content.bytes().length / 2, content.bytes().length);
        }

        /** Whoever speaks tus has the page's API. */
        @Override
        void move(Sender sender, String from, String to) throws Exception {
            PAGE.move(sender, from, to);
        }
    },
    WEBDAV {
        @Override
        void store(Sender sender, String name, Content content) {
            Answer answer = sender.folder()
                    .owner()
                    .send(
                            "PUT",
                            "/dav/" + sender.folder().path() + Folder.encoded(name),
                            BodyPublishers.ofByteArray(content.bytes()),
                            Map.of("Authorization", sender.password().basic()));
            assertThat(answer.status()).as("WebDAV: %s", answer).isIn(201, 204);
        }

        @Override
        void move(Sender sender, String from, String to) {
            String folder = "/dav/" + sender.folder().path();
            Answer answer = sender.folder()
                    .owner()
                    .send(
                            "MOVE",
                            folder + Folder.encoded(from),
                            BodyPublishers.noBody(),
                            Map.of(
                                    "Authorization",
                                    sender.password().basic(),
                                    "Destination",
                                    folder + Folder.encoded(to)));
            assertThat(answer.status()).as("WebDAV: %s", answer).isEqualTo(201);
        }
    },
    SFTP {
        @Override
        void store(Sender sender, String name, Content content) throws Exception {
            sender.rclone().store(content, "sftp:" + sender.folder().path() + name);
        }

        @Override
        void move(Sender sender, String from, String to) throws Exception {
            String folder = "sftp:" + sender.folder().path();
            String said = sender.rclone().run("moveto", folder + from, folder + to);
            assertThat(said).as("rclone moveto %s", to).isEmpty();
        }
    };

    abstract void store(Sender sender, String name, Content content) throws Exception;

    /** Gives a file another name, which is free. Returns when the plug has said that it has it. */
    abstract void move(Sender sender, String from, String to) throws Exception;

    /** Who sends: a folder over the page's API, and programs with an app password. */
    record Sender(Plug plug, Folder folder, AppPassword password, Rclone rclone) {}

    /** A file that comes in pieces, by the tus protocol. */
    record Tus(PlugClient client, String location, Content content) {
        private static final Map<String, String> VERSION = Map.of("Tus-Resumable", "1.0.0");

        static Tus begin(Folder folder, String name, Content content) {
            String path = "/" + folder.path() + name;
            Answer answer = folder.owner()
                    .send(
                            "POST",
                            "/api/v1/uploads",
                            BodyPublishers.noBody(),
                            with(
                                    "Upload-Length",
                                    Integer.toString(content.bytes().length),
                                    "Upload-Metadata",
                                    "path "
                                            + Base64.getEncoder().encodeToString(path.getBytes(StandardCharsets.UTF_8))
                                            + ",replace"));
            assertThat(answer.status()).as("tus: %s", answer).isEqualTo(201);
            return new Tus(folder.owner(), answer.header("Location"), content);
        }

        /** As another session sees it. */
        Tus by(PlugClient other) {
            return new Tus(other, location, content);
        }

        void send(int from, int to) {
            Answer answer = client.send(
                    "PATCH",
                    location,
                    BodyPublishers.ofByteArray(Arrays.copyOfRange(content.bytes(), from, to)),
                    with("Upload-Offset", Integer.toString(from), "Content-Type", "application/offset+octet-stream"));
            assertThat(answer.status()).as("tus: %s", answer).isEqualTo(204);
            assertThat(answer.header("Upload-Offset")).isEqualTo(Integer.toString(to));
        }

        /** How much of it the plug says that it has. */
        int offset() {
            Answer answer = client.send("HEAD", location, BodyPublishers.noBody(), VERSION);
            assertThat(answer.status())
                    .as("the half upload is known: %s", answer)
                    .isEqualTo(200);
            return Integer.parseInt(answer.header("Upload-Offset"));
        }

        private static Map<String, String> with(String... pairs) {
            Map<String, String> headers = new HashMap<>(VERSION);
            for (int i = 0; i < pairs.length; i += 2) {
                headers.put(pairs[i], pairs[i + 1]);
            }
            return headers;
        }
    }
}
