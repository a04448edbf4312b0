// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lines, lamps and the reset button: a GPIO chip whose inputs the bench
 * drives and whose outputs it reads, two LEDs, and an input device with one
 * key.
 */
#include <linux/gpio/driver.h>
#include <linux/input.h>
#include <linux/irq.h>
#include <linux/irqdomain.h>
#include <linux/kernel.h>
#include <linux/leds.h>
#include <linux/spinlock.h>

#include "bench.h"

#define LINES 8

static const char * const line_names[LINES] = {
	"bench-0", "bench-1", "bench-2", "bench-3",
	"bench-4", "bench-5", "bench-6", "bench-7",
};

static struct {
	raw_spinlock_t lock;	/* the bits; taken with interrupts off */
	unsigned long outputs;	/* lines that drive */
	unsigned long driven;	/* what they drive */
	unsigned long given;	/* what the bench drives */
	unsigned int type[LINES];
	struct input_dev *button;
	bool pressed;
} board = { .lock = __RAW_SPIN_LOCK_UNLOCKED(board.lock) };

static int line_direction(struct gpio_chip *chip, unsigned int line)
{
	return board.outputs & BIT(line) ? GPIO_LINE_DIRECTION_OUT :
					   GPIO_LINE_DIRECTION_IN;
}

static void line_bits(unsigned long *bits, unsigned int line, bool on)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&board.lock, flags);
	__assign_bit(line, bits, on);
	raw_spin_unlock_irqrestore(&board.lock, flags);
}

static int line_input(struct gpio_chip *chip, unsigned int line)
{
	line_bits(&board.outputs, line, false);
	return 0;
}

static void line_set(struct gpio_chip *chip, unsigned int line, int value)
{
	line_bits(&board.driven, line, value);
}

static int line_output(struct gpio_chip *chip, unsigned int line, int value)
{
	line_set(chip, line, value);
	line_bits(&board.outputs, line, true);
	return 0;
}

static int line_get(struct gpio_chip *chip, unsigned int line)
{
	unsigned long bits = board.outputs & BIT(line) ? board.driven :
							 board.given;

	return !!(bits & BIT(line));
}

static void line_mask(struct irq_data *data)
{
	gpiochip_disable_irq(irq_data_get_irq_chip_data(data),
			     irqd_to_hwirq(data));
}

static void line_unmask(struct irq_data *data)
{
	gpiochip_enable_irq(irq_data_get_irq_chip_data(data),
			    irqd_to_hwirq(data));
}

static int line_type(struct irq_data *data, unsigned int type)
{
	if (type & ~IRQ_TYPE_EDGE_BOTH)
		return -EINVAL;
	board.type[irqd_to_hwirq(data)] = type;
	return 0;
}

static const struct irq_chip line_irq = {
	.name = "hearth-bench",
	.irq_mask = line_mask,
	.irq_unmask = line_unmask,
	.irq_set_type = line_type,
	.flags = IRQCHIP_IMMUTABLE,
	GPIOCHIP_IRQ_RESOURCE_HELPERS,
};

static struct gpio_chip lines = {
	.label = "hearth-bench",
	.owner = THIS_MODULE,
	.base = -1,
	.ngpio = LINES,
	.names = line_names,
	.get_direction = line_direction,
	.direction_input = line_input,
	.direction_output = line_output,
	.get = line_get,
	.set = line_set,
};

/* "line N V": the bench drives an input. */
static int board_set_line(const char *value)
{
	unsigned int line, level, edge;
	bool before;

	if (sscanf(value, "%u %u", &line, &level) != 2 || line >= LINES ||
	    level > 1)
		return -EINVAL;
	before = board.given & BIT(line);
	line_bits(&board.given, line, level);
	edge = level ? IRQ_TYPE_EDGE_RISING : IRQ_TYPE_EDGE_FALLING;
	if (before != level && !(board.outputs & BIT(line)) &&
	    board.type[line] & edge)
		generic_handle_domain_irq_safe(lines.irq.domain, line);
	return 0;
}

static int board_set_button(const char *value)
{
	int err = kstrtobool(value, &board.pressed);

	if (err)
		return err;
	input_report_key(board.button, KEY_RESTART, board.pressed);
	input_sync(board.button);
	return 0;
}

const struct bench_word bench_board_words[] = {
	{ "line", board_set_line },
	{ "button", board_set_button },
	{ }
};

/* The LED class remembers the brightness itself; there is nothing to light. */
static void lamp_set(struct led_classdev *lamp, enum led_brightness brightness)
{
}

static struct led_classdev lamps[] = {
	{ .name = "hearth:green:status", .max_brightness = 255,
	  .brightness_set = lamp_set },
	{ .name = "hearth:red:fault", .max_brightness = 1,
	  .brightness_set = lamp_set },
};

void bench_board_show(struct seq_file *s)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(lamps); i++)
		seq_printf(s, "led %s %d\n", lamps[i].name,
			   lamps[i].brightness);
	for (i = 0; i < LINES; i++)
		seq_printf(s, "line %d %s %d\n", i,
			   board.outputs & BIT(i) ? "out" : "in",
			   line_get(&lines, i));
	seq_printf(s, "button %d\n", board.pressed);
}

static int board_button_start(struct device *parent)
{
	int err;

	board.button = input_allocate_device();
	if (!board.button)
		return -ENOMEM;
	board.button->name = "hearth-bench reset button";
	board.button->phys = "hearth-bench/input0";
	board.button->id.bustype = BUS_HOST;
	board.button->dev.parent = parent;
	input_set_capability(board.button, EV_KEY, KEY_RESTART);
	err = input_register_device(board.button);
	if (err)
		input_free_device(board.button);
	return err;
}

static int board_lines_start(struct device *parent)
{
	struct gpio_irq_chip *irq = &lines.irq;

	lines.parent = parent;
	gpio_irq_chip_set_chip(irq, &line_irq);
	irq->default_type = IRQ_TYPE_NONE;
	irq->handler = handle_simple_irq;
	return gpiochip_add_data(&lines, NULL);
}

int bench_board_start(struct platform_device *pdev)
{
	int err, i;

	err = board_lines_start(&pdev->dev);
	if (err)
		return err;
	for (i = 0; i < ARRAY_SIZE(lamps); i++) {
		err = led_classdev_register(&pdev->dev, &lamps[i]);
		if (err)
			goto no_lamp;
	}
	err = board_button_start(&pdev->dev);
	if (err)
		goto no_lamp;
	return 0;

no_lamp:
	while (--i >= 0)
		led_classdev_unregister(&lamps[i]);
	gpiochip_remove(&lines);
	return err;
}

void bench_board_stop(void)
{
	int i;

	input_unregister_device(board.button);
	for (i = 0; i < ARRAY_SIZE(lamps); i++)
		led_classdev_unregister(&lamps[i]);
	gpiochip_remove(&lines);
}
