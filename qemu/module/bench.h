/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hardware that QEMU's virt board has not: what the parts of the module
 * know of each other.
 */
#ifndef HEARTH_BENCH_H
#define HEARTH_BENCH_H

#include <linux/platform_device.h>
#include <linux/seq_file.h>

enum bench_fault {
	BENCH_SOUND,	/* shows what the bench wrote last */
	BENCH_EIO,	/* every reading fails */
	BENCH_STUCK,	/* shows what was shown when the fault began */
};

/* One word that the bench may write: "name value". */
struct bench_word {
	const char *name;
	/* Returns 0 or a negative error; called with the bench's mutex held. */
	int (*set)(const char *value);
};

int bench_fault_parse(const char *value, enum bench_fault *fault);
const char *bench_fault_name(enum bench_fault fault);

/* Each part: what it registers, what it can be told, what it shows. */
int bench_power_start(struct platform_device *pdev);
void bench_power_stop(void);
void bench_power_show(struct seq_file *s);
extern const struct bench_word bench_power_words[];

int bench_processor_start(void);
void bench_processor_stop(void);
void bench_processor_show(struct seq_file *s);
int bench_processor_microwatts(void);
extern const struct bench_word bench_processor_words[];

int bench_heat_start(struct platform_device *pdev);
void bench_heat_stop(void);
void bench_heat_show(struct seq_file *s);
extern const struct bench_word bench_heat_words[];

int bench_board_start(struct platform_device *pdev);
void bench_board_stop(void);
void bench_board_show(struct seq_file *s);
extern const struct bench_word bench_board_words[];

int bench_card_start(struct platform_device *pdev);
void bench_card_stop(void);
void bench_card_show(struct seq_file *s);
extern const struct bench_word bench_card_words[];

int bench_port_start(struct platform_device *pdev);
void bench_port_stop(void);
void bench_port_show(struct seq_file *s);
extern const struct bench_word bench_port_words[];

#endif
