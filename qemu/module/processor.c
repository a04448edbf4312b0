// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the processor did at which clock. A bench that looks ten times a second
 * sees a clock and a busy time, but not which went with which; and a power
 * sensor that a bench feeds from outside is as late as the bench. So each
 * change of the clock is noted here, and the processor's share of the power is
 * made here, for the time since the sensor was read last.
 */
#include <linux/cpufreq.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "bench.h"

#define POINTS 16
/* A shunt monitor averages 128 samples in 68 ms. */
#define AVERAGE_US 60000

struct point {
	unsigned int khz;
	u64 wall;		/* us at this clock */
	u64 busy;		/* us of that, summed over the cores */
	int idle_microwatts;	/* told: with no core busy */
	int core_microwatts;	/* told: what a busy core adds */
};

static struct {
	spinlock_t lock;
	struct point points[POINTS];
	int count;
	unsigned int khz;	/* the clock now, 0 for none */
	u64 wall;		/* when it was looked at last, us */
	u64 busy;
	u64 picojoule;		/* used since the module was loaded */
	u64 from_wall;		/* since the sensor was read */
	u64 from_picojoule;
	int mean;		/* uW, what it was shown then */
} cpu = {
	.lock = __SPIN_LOCK_UNLOCKED(cpu.lock),
};

static u64 busy_now(u64 *wall)
{
	u64 busy = 0;
	int core;

	for_each_online_cpu(core) {
		u64 all, idle = get_cpu_idle_time(core, &all, 0);

		busy += all - min(idle, all);
	}
	*wall = ktime_to_us(ktime_get());
	return busy;
}

static struct point *point_of(unsigned int khz)
{
	int i;

	for (i = 0; i < cpu.count; i++)
		if (cpu.points[i].khz == khz)
			return &cpu.points[i];
	if (cpu.count == POINTS)
		return NULL;
	cpu.points[cpu.count].khz = khz;
	return &cpu.points[cpu.count++];
}

/* Charges the time since it was looked at last to the clock that was. */
static void account(void)
{
	u64 wall, busy = busy_now(&wall);
	struct point *point = cpu.khz ? point_of(cpu.khz) : NULL;

	if (point && cpu.wall && busy >= cpu.busy && wall >= cpu.wall) {
		point->wall += wall - cpu.wall;
		point->busy += busy - cpu.busy;
		cpu.picojoule += (wall - cpu.wall) * point->idle_microwatts +
				 (busy - cpu.busy) * point->core_microwatts;
	}
	cpu.wall = wall;
	cpu.busy = busy;
}

static int clock_changed(struct notifier_block *block, unsigned long when,
			 void *data)
{
	struct cpufreq_freqs *change = data;
	unsigned long flags;

	if (when != CPUFREQ_POSTCHANGE)
		return NOTIFY_OK;
	spin_lock_irqsave(&cpu.lock, flags);
	account();
	cpu.khz = change->new;
	spin_unlock_irqrestore(&cpu.lock, flags);
	return NOTIFY_OK;
}

static struct notifier_block clock_block = { .notifier_call = clock_changed };

/* Mean of the processor's power since it was asked last, uW; 0 if not told. */
int bench_processor_microwatts(void)
{
	unsigned long flags;
	int mean;

	spin_lock_irqsave(&cpu.lock, flags);
	account();
	if (cpu.wall - cpu.from_wall >= AVERAGE_US) {
		cpu.mean = div64_u64(cpu.picojoule - cpu.from_picojoule,
				     cpu.wall - cpu.from_wall);
		cpu.from_wall = cpu.wall;
		cpu.from_picojoule = cpu.picojoule;
	}
	mean = cpu.mean;
	spin_unlock_irqrestore(&cpu.lock, flags);
	return mean;
}

static void forget(void)
{
	unsigned long flags;
	int i;

	spin_lock_irqsave(&cpu.lock, flags);
	account();
	for (i = 0; i < cpu.count; i++) {
		cpu.points[i].idle_microwatts = 0;
		cpu.points[i].core_microwatts = 0;
	}
	cpu.from_wall = cpu.wall;
	cpu.from_picojoule = cpu.picojoule;
	cpu.mean = 0;
	spin_unlock_irqrestore(&cpu.lock, flags);
}

/*
 * "KHZ IDLE CORE": uW at that clock with no core busy, and for a busy core.
 * "none": the processor takes nothing, as if nothing had been told.
 */
static int processor_set_point(const char *value)
{
	struct point *point;
	unsigned long flags;
	unsigned int khz;
	int idle, core;

	if (!strcmp(value, "none")) {
		forget();
		return 0;
	}
	if (sscanf(value, "%u %d %d", &khz, &idle, &core) != 3 ||
	    idle < 0 || core < 0)
		return -EINVAL;
	spin_lock_irqsave(&cpu.lock, flags);
	account();
	point = point_of(khz);
	if (point) {
		point->idle_microwatts = idle;
		point->core_microwatts = core;
	}
	spin_unlock_irqrestore(&cpu.lock, flags);
	return point ? 0 : -ENOSPC;
}

const struct bench_word bench_processor_words[] = {
	{ "power.clock", processor_set_point },
	{ }
};

/* On the first line: clock, us at it, us of that busy. */
void bench_processor_show(struct seq_file *s)
{
	struct point points[POINTS];
	unsigned long flags;
	int i, count;

	spin_lock_irqsave(&cpu.lock, flags);
	account();
	count = cpu.count;
	memcpy(points, cpu.points, sizeof(points));
	spin_unlock_irqrestore(&cpu.lock, flags);
	for (i = 0; i < count; i++)
		seq_printf(s, " %u:%llu:%llu", points[i].khz, points[i].wall,
			   points[i].busy);
}

int bench_processor_start(void)
{
	struct cpufreq_policy *policy = cpufreq_cpu_get(0);

	if (policy) {
		cpu.khz = policy->cur;
		cpufreq_cpu_put(policy);
	}
	return cpufreq_register_notifier(&clock_block,
					 CPUFREQ_TRANSITION_NOTIFIER);
}

void bench_processor_stop(void)
{
	cpufreq_unregister_notifier(&clock_block, CPUFREQ_TRANSITION_NOTIFIER);
}
