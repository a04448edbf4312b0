// SPDX-License-Identifier: GPL-2.0-only
/*
 * A network port that sleeps between packets (IEEE 802.3az), which none of
 * QEMU's does. Its cable leads nowhere: what is sent is gone.
 */
#include <linux/etherdevice.h>
#include <linux/ethtool.h>
#include <linux/linkmode.h>
#include <linux/netdevice.h>

#include "bench.h"

static struct {
	struct device *parent;
	struct net_device *dev;
	bool enabled;
} port;

static void port_modes(unsigned long *modes)
{
	linkmode_zero(modes);
	linkmode_set_bit(ETHTOOL_LINK_MODE_100baseT_Full_BIT, modes);
	linkmode_set_bit(ETHTOOL_LINK_MODE_1000baseT_Full_BIT, modes);
}

static netdev_tx_t port_xmit(struct sk_buff *skb, struct net_device *dev)
{
	dev_kfree_skb(skb);
	return NETDEV_TX_OK;
}

static const struct net_device_ops port_ops = {
	.ndo_start_xmit = port_xmit,
	.ndo_set_mac_address = eth_mac_addr,
};

static int port_link(struct net_device *dev,
		     struct ethtool_link_ksettings *settings)
{
	port_modes(settings->link_modes.supported);
	port_modes(settings->link_modes.advertising);
	port_modes(settings->link_modes.lp_advertising);
	settings->base.speed = SPEED_1000;
	settings->base.duplex = DUPLEX_FULL;
	settings->base.autoneg = AUTONEG_ENABLE;
	return 0;
}

/* The other side offers the same; both agree while this side wants to. */
static int port_get_eee(struct net_device *dev, struct ethtool_keee *eee)
{
	port_modes(eee->supported);
	port_modes(eee->lp_advertised);
	if (port.enabled)
		port_modes(eee->advertised);
	eee->eee_enabled = port.enabled;
	eee->eee_active = port.enabled;
	return 0;
}

static int port_set_eee(struct net_device *dev, struct ethtool_keee *eee)
{
	port.enabled = eee->eee_enabled;
	return 0;
}

static const struct ethtool_ops port_ethtool = {
	.get_link = ethtool_op_get_link,
	.get_link_ksettings = port_link,
	.get_eee = port_get_eee,
	.set_eee = port_set_eee,
};

static void port_remove(void)
{
	if (!port.dev)
		return;
	unregister_netdev(port.dev);
	free_netdev(port.dev);
	port.dev = NULL;
}

/* "none" takes the port away, "eee" brings it. */
static int port_set(const char *value)
{
	struct net_device *dev;
	int err;

	if (!strcmp(value, "none")) {
		port_remove();
		return 0;
	}
	if (strcmp(value, "eee") || port.dev)
		return -EINVAL;
	dev = alloc_etherdev(0);
	if (!dev)
		return -ENOMEM;
	strscpy(dev->name, "bench%d", IFNAMSIZ);
	dev->netdev_ops = &port_ops;
	dev->ethtool_ops = &port_ethtool;
	SET_NETDEV_DEV(dev, port.parent);
	eth_hw_addr_random(dev);
	port.enabled = false;
	err = register_netdev(dev);
	if (err) {
		free_netdev(dev);
		return err;
	}
	port.dev = dev;
	return 0;
}

const struct bench_word bench_port_words[] = {
	{ "port", port_set },
	{ }
};

void bench_port_show(struct seq_file *s)
{
	seq_printf(s, "port %s\n", port.dev ? port.dev->name : "none");
}

int bench_port_start(struct platform_device *pdev)
{
	port.parent = &pdev->dev;
	return 0;
}

void bench_port_stop(void)
{
	port_remove();
}
