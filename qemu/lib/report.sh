# SPDX-License-Identifier: AGPL-3.0-or-later
# What the image consists of: for people (size.txt) and for programs (image.json).
# shellcheck shell=bash

# size_report ROOT IMAGE: bytes before compression by part, and the compressed whole.
size_report() {
  local root=$1 image=$2
  echo "Root image: $(stat -c %s "$image") bytes, squashfs with zstd. Before compression, in kB:"
  du -k --apparent-size --max-depth=0 "$root"/opt/hearth/{jre,lib,aot} "$root"/usr/lib/modules "$root"/usr/lib/aarch64-linux-gnu "$root"/usr/bin "$root" 2>/dev/null |
    sed "s|$root\$|everything|; s|$root||" | sort -rn
}

write_image_json() {
  local file
  {
    printf '{\n  "build": "%s",\n  "kernel": "%s",\n  "files": {\n' "$BUILD_ID" "$(cat "$KERNEL/version")"
    for file in vmlinuz initramfs rootfs.squashfs; do
      printf '    "%s": {"bytes": %s, "sha256": "%s"}%s\n' "$file" "$(stat -c %s "$LAB_DIR/$file")" \
        "$(sha256sum "$LAB_DIR/$file" | cut -c1-64)" "$([[ $file == rootfs.squashfs ]] || echo ,)"
    done
    printf '  },\n  "packages": {\n'
    awk '{ printf "%s    \"%s\": \"%s\"", (NR > 1 ? ",\n" : ""), $1, $2 } END { print "" }' "$LAB_DIR/packages.resolved"
    printf '  }\n}\n'
  } >"$LAB_DIR/image.json.part"
  mv "$LAB_DIR/image.json.part" "$LAB_DIR/image.json"
}
