// SPDX-License-Identifier: GPL-2.0-only
/*
 * hearth_bench: the hardware of a plug that QEMU's virt board has not, and a
 * device through which a bench plays physics: it writes what sensors show and
 * reads what actuators were set to. For the lab only; see README.md.
 */
#include <linux/cpufreq.h>
#include <linux/fs.h>
#include <linux/ktime.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "bench.h"

#define BENCH_MAX_WRITE 1024

static DEFINE_MUTEX(bench_lock);
static struct platform_device *bench_pdev;

static const char * const fault_names[] = {
	[BENCH_SOUND] = "none",
	[BENCH_EIO] = "eio",
	[BENCH_STUCK] = "stuck",
};

int bench_fault_parse(const char *value, enum bench_fault *fault)
{
	int i = match_string(fault_names, ARRAY_SIZE(fault_names), value);

	if (i < 0)
		return -EINVAL;
	*fault = i;
	return 0;
}

const char *bench_fault_name(enum bench_fault fault)
{
	return fault_names[fault];
}

static const struct bench_word * const bench_words[] = {
	bench_power_words,
	bench_processor_words,
	bench_heat_words,
	bench_board_words,
	bench_card_words,
	bench_port_words,
};

static int bench_tell(char *line)
{
	char *name = strsep(&line, " ");
	const struct bench_word *word;
	int i;

	if (!line)
		return -EINVAL;
	for (i = 0; i < ARRAY_SIZE(bench_words); i++)
		for (word = bench_words[i]; word->name; word++)
			if (!strcmp(word->name, name))
				return word->set(strim(line));
	return -EINVAL;
}

/* Lines are obeyed one after the other up to the first that cannot be. */
static ssize_t bench_write(struct file *file, const char __user *from,
			   size_t length, loff_t *at)
{
	char *text, *rest, *line;
	int err = 0;

	if (length > BENCH_MAX_WRITE)
		return -E2BIG;
	text = memdup_user_nul(from, length);
	if (IS_ERR(text))
		return PTR_ERR(text);
	rest = text;
	mutex_lock(&bench_lock);
	while (!err && (line = strsep(&rest, "\n")))
		if (*line)
			err = bench_tell(line);
	mutex_unlock(&bench_lock);
	kfree(text);
	return err ?: length;
}

/* The first line is for a loop that has no time to read more. */
static void bench_cpu_show(struct seq_file *s)
{
	struct cpufreq_policy *policy = cpufreq_cpu_get(0);
	unsigned int khz = 0, lowest = 0, highest = 0;
	u64 wall, busy = 0;
	int cpu;

	if (policy) {
		khz = policy->cur;
		lowest = policy->min;
		highest = policy->max;
		cpufreq_cpu_put(policy);
	}
	for_each_online_cpu(cpu) {
		u64 idle = get_cpu_idle_time(cpu, &wall, 0);

		busy += wall - min(idle, wall);
	}
	seq_printf(s, "now %llu %u %u %u %llu", ktime_to_us(ktime_get()),
		   khz, highest, num_online_cpus(), busy);
	bench_processor_show(s);
	seq_printf(s, "\ncpu.min %u\n", lowest);
}

static int bench_show(struct seq_file *s, void *unused)
{
	mutex_lock(&bench_lock);
	bench_cpu_show(s);
	bench_power_show(s);
	bench_heat_show(s);
	bench_board_show(s);
	bench_card_show(s);
	bench_port_show(s);
	mutex_unlock(&bench_lock);
	return 0;
}

static int bench_open(struct inode *inode, struct file *file)
{
	/* misc left its own mark there, which seq_file takes for a mistake */
	file->private_data = NULL;
	return single_open(file, bench_show, NULL);
}

static const struct file_operations bench_fops = {
	.owner = THIS_MODULE,
	.open = bench_open,
	.read = seq_read,
	.llseek = seq_lseek,
	.write = bench_write,
	.release = single_release,
};

static struct miscdevice bench_misc = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "hearth-bench",
	.fops = &bench_fops,
	.mode = 0600,
};

static int __init bench_init(void)
{
	int err;

	bench_pdev = platform_device_register_simple("hearth-bench",
						     PLATFORM_DEVID_NONE,
						     NULL, 0);
	if (IS_ERR(bench_pdev))
		return PTR_ERR(bench_pdev);
	err = bench_board_start(bench_pdev);
	if (err)
		goto no_board;
	err = bench_power_start(bench_pdev);
	if (err)
		goto no_power;
	err = bench_heat_start(bench_pdev);
	if (err)
		goto no_heat;
	err = bench_processor_start();
	if (err)
		goto no_processor;
	err = bench_card_start(bench_pdev);
	if (err)
		goto no_card;
	err = bench_port_start(bench_pdev);
	if (err)
		goto no_port;
	err = misc_register(&bench_misc);
	if (err)
		goto no_misc;
	return 0;

no_misc:
	bench_port_stop();
no_port:
	bench_card_stop();
no_card:
	bench_processor_stop();
no_processor:
	bench_heat_stop();
no_heat:
	bench_power_stop();
no_power:
	bench_board_stop();
no_board:
	platform_device_unregister(bench_pdev);
	return err;
}

static void __exit bench_exit(void)
{
	misc_deregister(&bench_misc);
	bench_port_stop();
	bench_card_stop();
	bench_processor_stop();
	bench_heat_stop();
	bench_power_stop();
	bench_board_stop();
	platform_device_unregister(bench_pdev);
}

module_init(bench_init);
module_exit(bench_exit);
MODULE_DESCRIPTION("A plug's sensors, lamps, lines, button, cards and port, for a bench");
MODULE_LICENSE("GPL");
