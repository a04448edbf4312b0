// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.index;

/** Sorts records of six words in place by their first four, unsigned: quicksort on random keys, short runs by insertion. */
final class RecordSort {
    interface Get {
        long word(int record, int word);
    }

    interface Set {
        void word(int record, int word, long value);
    }

    private static final int WORDS = 6;

    private final Get get;
    private final Set set;
    private final long[] pivot = new long[4];

    RecordSort(Get get, Set set) {
        this.get = get;
        this.set = set;
    }

    void sort(int from, int to) {
        int low = from;
        int high = to;
        while (high - low > 16) {
            int cut = partition(low, high);
            if (cut - low < high - cut) {
                sort(low, cut);
                low = cut;
            } else {
                sort(cut, high);
                high = cut;
            }
        }
        insertion(low, high);
    }

    /** Hoare's partition around a median of three. */
    private int partition(int low, int high) {
        int mid = (low + high) >>> 1;
        order(low, mid);
        order(mid, high - 1);
        order(low, mid);
        for (int w = 0; w < 4; w++) {
            pivot[w] = get.word(mid, w);
        }
        int i = low - 1;
        int j = high;
        while (true) {
            do {
                i++;
            } while (compareToPivot(i) < 0);
            do {
                j--;
            } while (compareToPivot(j) > 0);
            if (i >= j) {
                return j + 1;
            }
            swap(i, j);
        }
    }

    private void order(int a, int b) {
        if (compare(a, b) > 0) {
            swap(a, b);
        }
    }

    private int compareToPivot(int record) {
        for (int w = 0; w < 4; w++) {
            int c = Long.compareUnsigned(get.word(record, w), pivot[w]);
            if (c != 0) {
                return c;
            }
        }
        return 0;
    }

    private int compare(int a, int b) {
        for (int w = 0; w < 4; w++) {
            int c = Long.compareUnsigned(get.word(a, w), get.word(b, w));
            if (c != 0) {
                return c;
            }
        }
        return 0;
    }

    private void swap(int a, int b) {
        for (int w = 0; w < WORDS; w++) {
            long x = get.word(a, w);
            set.word(a, w, get.word(b, w));
            set.word(b, w, x);
        }
    }

    private void insertion(int low, int high) {
        for (int i = low + 1; i < high; i++) {
            for (int j = i; j > low && compare(j - 1, j) > 0; j--) {
                swap(j - 1, j);
            }
        }
    }
}
