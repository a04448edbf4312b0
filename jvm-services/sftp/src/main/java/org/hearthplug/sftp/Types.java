// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import org.hearthplug.storage.StorageException;

/** The protocol's numbers, draft-ietf-secsh-filexfer-02, and its short answers. */
final class Types {
    static final int INIT = 1;
    static final int VERSION = 2;
    static final int OPEN = 3;
    static final int CLOSE = 4;
    static final int READ = 5;
    static final int WRITE = 6;
    static final int LSTAT = 7;
    static final int FSTAT = 8;
    static final int SETSTAT = 9;
    static final int FSETSTAT = 10;
    static final int OPENDIR = 11;
    static final int READDIR = 12;
    static final int REMOVE = 13;
    static final int MKDIR = 14;
    static final int RMDIR = 15;
    static final int REALPATH = 16;
    static final int STAT = 17;
    static final int RENAME = 18;
    static final int READLINK = 19;
    static final int SYMLINK = 20;
    static final int STATUS = 101;
    static final int HANDLE = 102;
    static final int DATA = 103;
    static final int NAME = 104;
    static final int ATTRS = 105;
    static final int EXTENDED = (byte) 200;
    static final int EXTENDED_REPLY = 201;

    static final int OK = 0;
    static final int EOF = 1;
    static final int NO_SUCH_FILE = 2;
    static final int DENIED = 3;
    static final int FAILURE = 4;
    static final int BAD_MESSAGE = 5;
    static final int UNSUPPORTED = 8;

    private Types() {}

    static Answer ok(int id) {
        return status(id, OK, "");
    }

    static Answer status(int id, int code, String sentence) {
        return new Answer(STATUS).integer(id).integer(code).text(sentence).text("en");
    }

    static Answer status(int id, StorageException e) {
        int code = switch (e.kind()) {
            case NOT_FOUND, PARENT_MISSING -> NO_SUCH_FILE;
            case REFUSED, READ_ONLY -> DENIED;
            default -> FAILURE;
        };
        return status(id, code, e.getMessage());
    }

    static Answer handle(int id, byte[] handle) {
        return new Answer(HANDLE).integer(id).text(handle);
    }
}
