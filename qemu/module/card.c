// SPDX-License-Identifier: GPL-2.0-only
/*
 * A slot for what QEMU's has not: an eMMC that tells how worn it is (JESD84-B51)
 * and an SDIO card with two functions (SDIO Simplified Specification 3.0). The
 * commands are answered as the kernel's own core sends them; a command that the
 * card does not know is not answered, as on a real bus.
 */
#include <linux/kernel.h>
#include <linux/mmc/card.h>
#include <linux/mmc/host.h>
#include <linux/mmc/mmc.h>
#include <linux/mmc/sdio.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "bench.h"

#define MEMORY_BYTES (4u << 20)
#define BLOCK_BYTES 512
#define OCR 0x00ff8080
#define RCA 1
#define STATUS_TRANSFER (R1_READY_FOR_DATA | 4 << 9)
#define SDIO_BYTES 0x2000
#define SDIO_FUNCTIONS 2
#define CIS_COMMON 0x1000
#define CIS_FUNCTION 0x1100

enum kind {
	NONE,
	EMMC,
	SDIO,
};

static const char * const kinds[] = {
	[NONE] = "none",
	[EMMC] = "emmc",
	[SDIO] = "sdio",
};

static struct {
	struct device *parent;
	struct mmc_host *host;
	enum kind kind;
	u8 *memory;		/* what is stored; for SDIO the registers */
	u8 ext_csd[BLOCK_BYTES];
	u32 life_a, life_b, end;
} card;

/* Manufacturer 0x15, a BGA, OEM 0x0100, "BENCH1", revision 1.0, serial 0x12345678, May 2013 and 16 years more */
static const u32 cid[4] = { 0x15010042, 0x454e4348, 0x31101234, 0x56785000 };

/* Structure 1.2, specification 4, 512-byte blocks, 16 << 9 of them, classes 0, 2 and 4 */
static const u32 csd[4] = { 0x902f0032, 0x01590003, 0xc003ffff, 0x82400000 };

static void emmc_registers(void)
{
	u8 *e = card.ext_csd;

	memset(e, 0, BLOCK_BYTES);
	e[EXT_CSD_REV] = 8;
	e[EXT_CSD_STRUCTURE] = 2;
	e[EXT_CSD_CARD_TYPE] = EXT_CSD_CARD_TYPE_HS_26 | EXT_CSD_CARD_TYPE_HS_52;
	e[EXT_CSD_SEC_CNT + 1] = (MEMORY_BYTES / BLOCK_BYTES) >> 8;
	e[EXT_CSD_GENERIC_CMD6_TIME] = 10;
	e[EXT_CSD_PRE_EOL_INFO] = card.end;
	e[EXT_CSD_DEVICE_LIFE_TIME_EST_TYP_A] = card.life_a;
	e[EXT_CSD_DEVICE_LIFE_TIME_EST_TYP_B] = card.life_b;
}

static void data_out(struct mmc_data *data, const void *from)
{
	data->bytes_xfered = sg_copy_from_buffer(data->sg, data->sg_len, from,
						 data->blksz * data->blocks);
}

static void emmc_transfer(struct mmc_command *cmd, struct mmc_data *data)
{
	size_t length = data->blksz * data->blocks;

	if (cmd->arg > MEMORY_BYTES || length > MEMORY_BYTES - cmd->arg) {
		cmd->resp[0] |= R1_OUT_OF_RANGE;
		data->error = -ETIMEDOUT;
	} else if (data->flags & MMC_DATA_READ) {
		data_out(data, card.memory + cmd->arg);
	} else {
		data->bytes_xfered =
			sg_copy_to_buffer(data->sg, data->sg_len,
					  card.memory + cmd->arg, length);
	}
}

static int emmc_command(struct mmc_command *cmd, struct mmc_data *data)
{
	cmd->resp[0] = STATUS_TRANSFER;
	switch (cmd->opcode) {
	case MMC_GO_IDLE_STATE:
	case MMC_SET_RELATIVE_ADDR:
	case MMC_SELECT_CARD:
	case MMC_SEND_STATUS:
	case MMC_STOP_TRANSMISSION:
	case MMC_SET_BLOCKLEN:
		return 0;
	case MMC_SEND_OP_COND:
		cmd->resp[0] = MMC_CARD_BUSY | OCR;
		return 0;
	case MMC_ALL_SEND_CID:
		memcpy(cmd->resp, cid, sizeof(cid));
		return 0;
	case MMC_SEND_CSD:
		memcpy(cmd->resp, csd, sizeof(csd));
		return 0;
	case MMC_SWITCH:
		card.ext_csd[cmd->arg >> 16 & 0xff] = cmd->arg >> 8;
		return 0;
	case MMC_SEND_EXT_CSD:
		if (!data)
			return -ETIMEDOUT;
		data_out(data, card.ext_csd);
		return 0;
	case MMC_READ_SINGLE_BLOCK:
	case MMC_READ_MULTIPLE_BLOCK:
	case MMC_WRITE_BLOCK:
	case MMC_WRITE_MULTIPLE_BLOCK:
		emmc_transfer(cmd, data);
		return 0;
	default:
		return -ETIMEDOUT;
	}
}

/* A tuple of the card's information structure: code, length, what it says. */
static u8 *tuple(u8 *at, u8 code, const void *body, u8 length)
{
	*at++ = code;
	*at++ = length;
	memcpy(at, body, length);
	return at + length;
}

static void pointer(u8 *area, u32 to)
{
	area[SDIO_CCCR_CIS] = to;
	area[SDIO_CCCR_CIS + 1] = to >> 8;
	area[SDIO_CCCR_CIS + 2] = to >> 16;
}

/* Vendor 0x1d6b, device 0x0101; a Bluetooth part and one for wireless networks. */
static void sdio_registers(void)
{
	static const u8 maker[] = { 0x6b, 0x1d, 0x01, 0x01 };
	static const u8 classes[SDIO_FUNCTIONS] = { 0x03, 0x07 };
	/* type 1 of a function, version 1.0; at 12: the largest block, 64 bytes */
	u8 extension[42] = { [0] = 1, [2] = 0x10, [12] = 64 };
	u8 *registers = card.memory, *at;
	int i;

	memset(registers, 0, SDIO_BYTES);
	registers[SDIO_CCCR_CCCR] = SDIO_CCCR_REV_1_20 | 3 << 4;
	registers[SDIO_CCCR_SD] = SDIO_SD_REV_2_00;
	registers[SDIO_CCCR_CAPS] = SDIO_CCCR_CAP_SMB;
	pointer(registers, CIS_COMMON);
	at = tuple(registers + CIS_COMMON, 0x20, maker, sizeof(maker));
	/* type 0: blocks of 512 bytes, 25 MHz */
	at = tuple(at, 0x22, "\0\0\2\x32", 4);
	*at = 0xff;
	for (i = 0; i < SDIO_FUNCTIONS; i++) {
		u8 *function = registers + SDIO_FBR_BASE(i + 1);

		function[SDIO_FBR_STD_IF] = classes[i];
		pointer(function, CIS_FUNCTION);
	}
	at = tuple(registers + CIS_FUNCTION, 0x20, maker, sizeof(maker));
	at = tuple(at, 0x22, extension, sizeof(extension));
	*at = 0xff;
}

/* One register: bit 31 writes, 30-28 function, 27 read what was written, 25-9 address, 7-0 value. Functions have none of their own. */
static int sdio_register(struct mmc_command *cmd)
{
	u32 address = cmd->arg >> 9 & 0x1ffff;

	if (cmd->arg >> 28 & 7 || address >= SDIO_BYTES) {
		cmd->resp[0] = R5_OUT_OF_RANGE;
		return 0;
	}
	if (cmd->arg & BIT(31))
		card.memory[address] = cmd->arg;
	cmd->resp[0] = card.memory[address];
	/* what is enabled is ready at once; a reset does not stay */
	card.memory[SDIO_CCCR_IORx] = card.memory[SDIO_CCCR_IOEx];
	card.memory[SDIO_CCCR_ABORT] = 0;
	return 0;
}

static int sdio_command(struct mmc_command *cmd)
{
	switch (cmd->opcode) {
	case MMC_GO_IDLE_STATE:
		return 0;
	case SD_IO_SEND_OP_COND:
		cmd->resp[0] = MMC_CARD_BUSY | SDIO_FUNCTIONS << 28 | OCR;
		return 0;
	case MMC_SET_RELATIVE_ADDR:
		cmd->resp[0] = RCA << 16;
		return 0;
	case MMC_SELECT_CARD:
		cmd->resp[0] = STATUS_TRANSFER;
		return 0;
	case SD_IO_RW_DIRECT:
		return sdio_register(cmd);
	default:
		return -ETIMEDOUT;
	}
}

static void card_request(struct mmc_host *host, struct mmc_request *mrq)
{
	struct mmc_command *cmd = mrq->cmd;

	cmd->error = card.kind == EMMC ? emmc_command(cmd, mrq->data) :
					 sdio_command(cmd);
	if (mrq->stop) {
		mrq->stop->error = 0;
		mrq->stop->resp[0] = STATUS_TRANSFER;
	}
	mmc_request_done(host, mrq);
}

static void card_set_ios(struct mmc_host *host, struct mmc_ios *ios)
{
}

static int card_present(struct mmc_host *host)
{
	return 1;
}

static const struct mmc_host_ops card_ops = {
	.request = card_request,
	.set_ios = card_set_ios,
	.get_cd = card_present,
};

static void card_remove(void)
{
	if (!card.host)
		return;
	mmc_remove_host(card.host);
	mmc_free_host(card.host);
	vfree(card.memory);
	card.host = NULL;
	card.kind = NONE;
}

static int card_insert(enum kind kind)
{
	struct mmc_host *host = mmc_alloc_host(0, card.parent);
	int err;

	if (!host)
		return -ENOMEM;
	card.memory = vzalloc(kind == EMMC ? MEMORY_BYTES : SDIO_BYTES);
	if (!card.memory) {
		mmc_free_host(host);
		return -ENOMEM;
	}
	card.kind = kind;
	if (kind == EMMC)
		emmc_registers();
	else
		sdio_registers();
	host->ops = &card_ops;
	host->f_min = 400000;
	host->f_max = 52000000;
	host->ocr_avail = MMC_VDD_32_33 | MMC_VDD_33_34;
	host->caps = MMC_CAP_4_BIT_DATA | MMC_CAP_8_BIT_DATA |
		     MMC_CAP_MMC_HIGHSPEED;
	host->caps2 = MMC_CAP2_NO_SD |
		      (kind == EMMC ? MMC_CAP2_NO_SDIO : MMC_CAP2_NO_MMC);
	host->max_blk_size = BLOCK_BYTES;
	host->max_blk_count = 128;
	host->max_req_size = 128 * BLOCK_BYTES;
	host->max_seg_size = host->max_req_size;
	host->max_segs = 128;
	card.host = host;
	err = mmc_add_host(host);
	if (err) {
		mmc_free_host(host);
		vfree(card.memory);
		card.host = NULL;
		card.kind = NONE;
	}
	return err;
}

/* "none" takes the card and its slot away, "emmc" and "sdio" bring them. */
static int card_set(const char *value)
{
	int kind = match_string(kinds, ARRAY_SIZE(kinds), value);

	if (kind < 0)
		return -EINVAL;
	if (kind == NONE) {
		card_remove();
		return 0;
	}
	return card.host ? -EBUSY : card_insert(kind);
}

/* "card.wear A B END": what the next eMMC says of its life. */
static int card_set_wear(const char *value)
{
	u32 a, b, end;

	if (sscanf(value, "%u %u %u", &a, &b, &end) != 3 || a > 0xff ||
	    b > 0xff || end > 0xff)
		return -EINVAL;
	card.life_a = a;
	card.life_b = b;
	card.end = end;
	return 0;
}

const struct bench_word bench_card_words[] = {
	{ "card", card_set },
	{ "card.wear", card_set_wear },
	{ }
};

void bench_card_show(struct seq_file *s)
{
	seq_printf(s, "card %s\ncard.wear %u %u %u\n", kinds[card.kind],
		   card.life_a, card.life_b, card.end);
}

int bench_card_start(struct platform_device *pdev)
{
	card.parent = &pdev->dev;
	return 0;
}

void bench_card_stop(void)
{
	card_remove();
}
