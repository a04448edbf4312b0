// SPDX-License-Identifier: GPL-2.0-only
/*
 * A power sensor in two shapes that read the same values: a hwmon chip, as a
 * kernel driver makes one, and the registers of an INA226 on an I2C bus, for
 * who reads the chip without a driver.
 */
#include <linux/ctype.h>
#include <linux/hwmon.h>
#include <linux/i2c.h>
#include <linux/kernel.h>
#include <linux/random.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "bench.h"

#define NAME_MAX_LENGTH 16

enum ina226 {
	INA226_CONFIG = 0x00,
	INA226_SHUNT = 0x01,
	INA226_BUS = 0x02,
	INA226_POWER = 0x03,
	INA226_CURRENT = 0x04,
	INA226_CALIBRATION = 0x05,
	INA226_MASK = 0x06,
	INA226_ALERT = 0x07,
	INA226_MAKER = 0xfe,
	INA226_DIE = 0xff,
};

#define INA226_CONFIG_RESET 0x4127
#define INA226_MASK_READY BIT(3)

struct values {
	int microwatts;
	int millivolts;
	int milliamperes;
};

static struct {
	spinlock_t lock;	/* all but hwmon and name */
	struct values told;
	struct values shown;
	enum bench_fault fault;
	unsigned long reads;
	int noise;		/* uW */
	int rpm;		/* of the fan beside it */
	int last;		/* what was shown last, with noise */
	struct device *parent;
	struct device *hwmon;
	char name[NAME_MAX_LENGTH + 1];
	/* the chip on the bus */
	int address;
	int microohms;
	u8 pointer;
	u16 config;
	u16 calibration;
	u16 alert;
} power = {
	.lock = __SPIN_LOCK_UNLOCKED(power.lock),
	.told = { 2500000, 5000, 500 },
	.shown = { 2500000, 5000, 500 },
	.last = 2500000,
	.address = 0x40,
	.microohms = 10000,
	.config = INA226_CONFIG_RESET,
};

/* Takes what the sensor shows now; also counts who asks. */
static int power_values(struct values *values)
{
	unsigned long flags;
	int processor = bench_processor_microwatts();
	int err = 0;

	spin_lock_irqsave(&power.lock, flags);
	power.reads++;
	if (power.fault == BENCH_EIO)
		err = -EIO;
	*values = power.shown;
	if (power.fault != BENCH_STUCK)
		power.last = values->microwatts + processor;
	if (power.noise && power.fault != BENCH_STUCK)
		power.last += (int)get_random_u32_below(2 * power.noise + 1) -
			      power.noise;
	values->microwatts = power.last;
	spin_unlock_irqrestore(&power.lock, flags);
	return err;
}

static umode_t power_visible(const void *data, enum hwmon_sensor_types type,
			     u32 attr, int channel)
{
	return 0444;
}

static int power_read(struct device *dev, enum hwmon_sensor_types type,
		      u32 attr, int channel, long *value)
{
	struct values values;
	int err = power_values(&values);

	if (err)
		return err;
	switch (type) {
	case hwmon_power:
		*value = values.microwatts;
		return 0;
	case hwmon_in:
		*value = values.millivolts;
		return 0;
	case hwmon_curr:
		*value = values.milliamperes;
		return 0;
	case hwmon_fan:
		*value = power.rpm;
		return 0;
	default:
		return -EOPNOTSUPP;
	}
}

static const struct hwmon_ops power_ops = {
	.is_visible = power_visible,
	.read = power_read,
};

/* Bus voltage is in1 and current curr1, as the INA2xx drivers have it. */
static const struct hwmon_channel_info * const power_info[] = {
	HWMON_CHANNEL_INFO(power, HWMON_P_INPUT),
	HWMON_CHANNEL_INFO(in, HWMON_I_INPUT, HWMON_I_INPUT),
	HWMON_CHANNEL_INFO(curr, HWMON_C_INPUT),
	HWMON_CHANNEL_INFO(fan, HWMON_F_INPUT),
	NULL
};

static const struct hwmon_chip_info power_chip = {
	.ops = &power_ops,
	.info = power_info,
};

static void power_detach(void)
{
	if (power.hwmon)
		hwmon_device_unregister(power.hwmon);
	power.hwmon = NULL;
}

/* "none" takes the hwmon chip away, another word brings one of that name. */
static int power_set_sensor(const char *value)
{
	const char *c;

	if (!strcmp(value, "none")) {
		power_detach();
		return 0;
	}
	if (!*value || strlen(value) > NAME_MAX_LENGTH)
		return -EINVAL;
	for (c = value; *c; c++)
		if (!islower(*c) && !isdigit(*c) && *c != '_')
			return -EINVAL;
	power_detach();
	strscpy(power.name, value);
	power.hwmon = hwmon_device_register_with_info(power.parent, power.name,
						      NULL, &power_chip, NULL);
	if (IS_ERR(power.hwmon)) {
		int err = PTR_ERR(power.hwmon);

		power.hwmon = NULL;
		return err;
	}
	return 0;
}

static int power_set(const char *value, int *field)
{
	unsigned long flags;
	int number, err;

	err = kstrtoint(value, 10, &number);
	if (err)
		return err;
	spin_lock_irqsave(&power.lock, flags);
	*field = number;
	if (power.fault != BENCH_STUCK)
		power.shown = power.told;
	spin_unlock_irqrestore(&power.lock, flags);
	return 0;
}

static int power_set_power(const char *value)
{
	return power_set(value, &power.told.microwatts);
}

static int power_set_voltage(const char *value)
{
	return power_set(value, &power.told.millivolts);
}

static int power_set_current(const char *value)
{
	return power_set(value, &power.told.milliamperes);
}

static int power_set_noise(const char *value)
{
	int number, err = kstrtoint(value, 10, &number);

	if (err)
		return err;
	if (number < 0 || number > 1000000)
		return -EINVAL;
	power.noise = number;
	return 0;
}

static int power_set_fan(const char *value)
{
	return power_set(value, &power.rpm);
}

static int power_set_shunt(const char *value)
{
	return power_set(value, &power.microohms);
}

static int power_set_fault(const char *value)
{
	enum bench_fault fault;
	unsigned long flags;
	int err = bench_fault_parse(value, &fault);

	if (err)
		return err;
	spin_lock_irqsave(&power.lock, flags);
	power.fault = fault;
	if (fault != BENCH_STUCK)
		power.shown = power.told;
	spin_unlock_irqrestore(&power.lock, flags);
	return 0;
}

/* 0: the chip does not answer. */
static int power_set_address(const char *value)
{
	int number, err = kstrtoint(value, 0, &number);

	if (err)
		return err;
	if (number && (number < 0x08 || number > 0x77))
		return -EINVAL;
	power.address = number;
	return 0;
}

const struct bench_word bench_power_words[] = {
	{ "power", power_set_power },
	{ "voltage", power_set_voltage },
	{ "current", power_set_current },
	{ "fan", power_set_fan },
	{ "power.noise", power_set_noise },
	{ "power.fault", power_set_fault },
	{ "power.sensor", power_set_sensor },
	{ "i2c.address", power_set_address },
	{ "i2c.shunt", power_set_shunt },
	{ }
};

void bench_power_show(struct seq_file *s)
{
	seq_printf(s, "power %d\nvoltage %d\ncurrent %d\n",
		   power.told.microwatts, power.told.millivolts,
		   power.told.milliamperes);
	seq_printf(s, "fan %d\n", power.rpm);
	seq_printf(s, "power.fault %s\npower.sensor %s\npower.reads %lu\n",
		   bench_fault_name(power.fault),
		   power.hwmon ? power.name : "none", power.reads);
	seq_printf(s, "i2c.address 0x%02x\ni2c.shunt %d\n", power.address,
		   power.microohms);
}

/* ---- the registers of the INA226, as its data sheet has them ---- */

static s16 to_register(s64 value)
{
	return clamp_t(s64, value, S16_MIN, S16_MAX);
}

static int ina226_get(u8 reg, u16 *value)
{
	s64 shunt, bus, current_;
	struct values values;
	int err = power_values(&values);

	if (err)
		return err;
	/* 2.5 uV and 1.25 mV a step; mA times uOhm are nV */
	shunt = to_register(div_s64((s64)values.milliamperes * power.microohms,
				    2500));
	bus = clamp_t(s64, (s64)values.millivolts * 4 / 5, 0, S16_MAX);
	current_ = to_register(div_s64(shunt * power.calibration, 2048));
	switch (reg) {
	case INA226_CONFIG:
		*value = power.config;
		return 0;
	case INA226_SHUNT:
		*value = shunt;
		return 0;
	case INA226_BUS:
		*value = bus;
		return 0;
	case INA226_POWER:
		*value = to_register(div_s64(abs(current_) * bus, 20000));
		return 0;
	case INA226_CURRENT:
		*value = current_;
		return 0;
	case INA226_CALIBRATION:
		*value = power.calibration;
		return 0;
	case INA226_MASK:
		*value = INA226_MASK_READY;
		return 0;
	case INA226_ALERT:
		*value = power.alert;
		return 0;
	case INA226_MAKER:
		*value = 0x5449;
		return 0;
	case INA226_DIE:
		*value = 0x2260;
		return 0;
	default:
		*value = 0xffff;
		return 0;
	}
}

static void ina226_put(u8 reg, u16 value)
{
	switch (reg) {
	case INA226_CONFIG:
		power.config = value;
		if (value & BIT(15)) {
			power.config = INA226_CONFIG_RESET;
			power.calibration = 0;
			power.alert = 0;
		}
		break;
	case INA226_CALIBRATION:
		power.calibration = value & 0x7fff;
		break;
	case INA226_ALERT:
		power.alert = value;
		break;
	}
}

/* Called with the adapter's own lock held. */
static int ina226_transfer(struct i2c_msg *msg)
{
	u16 value;
	int err, i;

	if (!(msg->flags & I2C_M_RD)) {
		if (msg->len)
			power.pointer = msg->buf[0];
		if (msg->len >= 3)
			ina226_put(power.pointer,
				   msg->buf[1] << 8 | msg->buf[2]);
		return 0;
	}
	err = ina226_get(power.pointer, &value);
	if (err)
		return err;
	for (i = 0; i < msg->len; i++)
		msg->buf[i] = i & 1 ? value : value >> 8;
	return 0;
}

static int power_xfer(struct i2c_adapter *adapter, struct i2c_msg *msgs,
		      int count)
{
	int i, err;

	for (i = 0; i < count; i++) {
		if (!power.address || msgs[i].addr != power.address)
			return -ENXIO;
		err = ina226_transfer(&msgs[i]);
		if (err)
			return err;
	}
	return count;
}

static u32 power_functionality(struct i2c_adapter *adapter)
{
	return I2C_FUNC_I2C | I2C_FUNC_SMBUS_EMUL;
}

static const struct i2c_algorithm power_algorithm = {
	.xfer = power_xfer,
	.functionality = power_functionality,
};

static struct i2c_adapter power_bus = {
	.owner = THIS_MODULE,
	.name = "hearth-bench",
	.algo = &power_algorithm,
};

int bench_power_start(struct platform_device *pdev)
{
	power.parent = &pdev->dev;
	power_bus.dev.parent = &pdev->dev;
	return i2c_add_adapter(&power_bus);
}

void bench_power_stop(void)
{
	power_detach();
	i2c_del_adapter(&power_bus);
}
