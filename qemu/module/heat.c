// SPDX-License-Identifier: GPL-2.0-only
/*
 * A thermal zone whose temperature the bench writes. Its passive trip cools
 * with the processors, through whichever cpufreq driver the machine has.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/thermal.h>

#include "bench.h"

#define POLL_HOT_MS 500

static struct {
	struct thermal_zone_device *zone;
	struct thermal_cooling_device *cooling;
	enum bench_fault fault;
	int told;
	int shown;
	unsigned long critical;
} heat = { .told = 45000, .shown = 45000 };

static const struct thermal_trip heat_trips[] = {
	{ .temperature = 80000, .hysteresis = 2000,
	  .type = THERMAL_TRIP_PASSIVE },
	{ .temperature = 95000, .hysteresis = 2000,
	  .type = THERMAL_TRIP_CRITICAL },
};

static int heat_get(struct thermal_zone_device *zone, int *temp)
{
	if (READ_ONCE(heat.fault) == BENCH_EIO)
		return -EIO;
	*temp = READ_ONCE(heat.shown);
	return 0;
}

static bool heat_bind(struct thermal_zone_device *zone,
		      const struct thermal_trip *trip,
		      struct thermal_cooling_device *cooling,
		      struct cooling_spec *spec)
{
	if (trip->type != THERMAL_TRIP_PASSIVE ||
	    !str_has_prefix(cooling->type, "cpufreq-"))
		return false;
	heat.cooling = cooling;
	return true;
}

/* A bench that goes off in the middle cannot tell: it is counted instead. */
static void heat_critical(struct thermal_zone_device *zone)
{
	heat.critical++;
}

static const struct thermal_zone_device_ops heat_ops = {
	.get_temp = heat_get,
	.should_bind = heat_bind,
	.critical = heat_critical,
};

static void heat_update(void)
{
	if (heat.fault != BENCH_STUCK)
		WRITE_ONCE(heat.shown, heat.told);
	thermal_zone_device_update(heat.zone, THERMAL_EVENT_UNSPECIFIED);
}

static int heat_set_temp(const char *value)
{
	int err = kstrtoint(value, 10, &heat.told);

	if (!err)
		heat_update();
	return err;
}

static int heat_set_fault(const char *value)
{
	int err = bench_fault_parse(value, &heat.fault);

	if (!err)
		heat_update();
	return err;
}

const struct bench_word bench_heat_words[] = {
	{ "temp", heat_set_temp },
	{ "temp.fault", heat_set_fault },
	{ }
};

void bench_heat_show(struct seq_file *s)
{
	unsigned long state = 0;

	seq_printf(s, "temp %d\ntemp.fault %s\ntemp.critical %lu\n", heat.told,
		   bench_fault_name(heat.fault), heat.critical);
	if (heat.cooling &&
	    !heat.cooling->ops->get_cur_state(heat.cooling, &state))
		seq_printf(s, "cooling %lu\n", state);
}

int bench_heat_start(struct platform_device *pdev)
{
	int err;

	heat.zone = thermal_zone_device_register_with_trips("hearth-bench",
							    heat_trips,
							    ARRAY_SIZE(heat_trips),
							    NULL, &heat_ops,
							    NULL, POLL_HOT_MS,
							    0);
	if (IS_ERR(heat.zone))
		return PTR_ERR(heat.zone);
	err = thermal_zone_device_enable(heat.zone);
	if (err)
		thermal_zone_device_unregister(heat.zone);
	return err;
}

void bench_heat_stop(void)
{
	thermal_zone_device_unregister(heat.zone);
}
