"""Iterations of k-means over many boxes that need not look at each of them.

Boxes are sorted into tiles, rectangles of the plane of widths and heights that hold
about 128 boxes each. Where one anchor is nearer than all others to every point of a
tile, all boxes of the tile are its own; that takes a few numbers for a tile. Only where
the border between two anchors runs through a tile are its boxes compared, exactly as
`sizes.assign` compares them, and with those two anchors alone.

Left out: bounds kept from step to step (Hamerly, "Making k-means even faster", 2010),
which hold for 1 - IoU too, but leave a fifth of the boxes where tiles leave a tenth.
"""

import numpy as np

from course_utils.anchors.medians import Medians
from course_utils.anchors.sizes import assign, measure

_BOXES = 128  # in a tile
_MARGIN = 1e-9  # what rounding may add up to


class Tiles:
    """Boxes [2, N], by height, in T tiles of M places; some repeat their last box.

    Such a place gets label `k`, which stands for no anchor.
    """

    def __init__(self, columns, k, distance, update):
        self.k, self.distance, self.total = k, distance, columns.shape[1]
        index, self.counts = _sort_into_tiles(columns)
        self.boxes = columns[:, index]  # [2, T, M]
        self.area = self.boxes[0] * self.boxes[1]
        self.ends = np.stack([self.boxes.min(axis=2), self.boxes.max(axis=2)])
        self.spare = self.counts < index.shape[1]  # [T]
        self.sums = self.boxes.sum(axis=2) - self.spare * self.boxes[..., -1]  # [2, T]
        self.centre = self.sums / self.counts
        square = np.square(self.boxes - self.centre[..., None]).sum(axis=0)  # [T, M]
        self.scatter = square.sum(axis=1) - self.spare * square[:, -1]  # [T]
        self.areas = self.area.sum(axis=1) - self.spare * self.area[:, -1]  # [T]
        self.area[self.spare, -1] = np.inf  # so that the IoU there is 0
        self.inverses = (1 / self.area).sum(axis=1)  # [T]
        # The owner of each tile, how much nearer it is at least than any other anchor,
        # and where they lay then; to begin with anything, since they move.
        self.owner = np.zeros(len(index), np.intp)
        self.lead = np.full(len(index), -np.inf)
        self.anchors = np.ones((k, 2))
        self.margin = _MARGIN * (columns.max() if distance == "euclid" else 1)
        self.labels = np.full(index.shape, k, np.min_scalar_type(k))  # [T, M]
        self.medians = None
        if update == "median":
            boxes = self.boxes.reshape(2, -1)
            self.medians = Medians(boxes, self.labels.ravel(), k)

    def iterate(self, anchors):
        """How close boxes are in the mean, and anchors [k, 2] moved.

        The second is None when an anchor has no boxes.
        """
        parted, boxes, labels, closeness = self._part(anchors)
        mask = np.ones(len(self.owner), bool)
        mask[parted] = False
        whole = np.flatnonzero(mask)
        mean = (closeness.sum() + self._sum_closeness(anchors, whole)) / self.total
        owner, label = self.owner[whole], labels.ravel().astype(np.intp)

        def sums(of_tiles, of_boxes=None):
            """Of what each anchor has, [k]: whole tiles, and boxes in parted ones."""
            total = np.bincount(owner, of_tiles[whole], self.k)
            return total + np.bincount(label, of_boxes, self.k + 1)[:-1]

        counts = sums(self.counts)
        if not counts.all():
            return mean, None
        if self.medians:
            self.labels[:] = self.owner.astype(labels.dtype)[:, None]
            self.labels[self.spare, -1] = self.k
            self.labels[parted] = labels
            return mean, self.medians.move(self.labels.ravel())
        sides = zip(self.sums, boxes.reshape(2, -1), strict=True)
        return mean, np.stack([sums(*side) / counts for side in sides], axis=1)

    def _part(self, anchors):
        """Tiles [P] that anchors share, their boxes, the labels and the closeness.

        The last two are [P, M]. All other tiles belong to their `owner` alone.
        """
        parted, rivals = self._look(anchors)
        owner = self.owner[parted]
        boxes, area = self.boxes[:, parted], self.area[parted]
        labels = np.empty(area.shape, self.labels.dtype)
        labels[:] = owner[:, None]
        closeness = self._measure(boxes, area, anchors[owner])
        every = np.arange(len(parted))
        rows = np.s_[:]  # first all, without a copy; few have a second rival
        while len(every[rows]):
            rival = rivals[:, rows].argmax(axis=0)
            rivals[rival, every[rows]] = False
            close = self._measure(boxes[:, rows], area[rows], anchors[rival])
            rival = rival[:, None].astype(labels.dtype)
            own, best = labels[rows], closeness[rows]
            closer = (close > best) | ((close == best) & (rival < own))
            labels[rows] = np.where(closer, rival, own)
            closeness[rows] = np.maximum(close, best)
            rows = np.flatnonzero(rivals.any(axis=0))
        self.owner[parted] = labels[:, labels.shape[1] // 2]
        labels[self.spare[parted], -1] = self.k
        closeness[self.spare[parted], -1] = 0
        return parted, boxes, labels, closeness

    def _measure(self, boxes, area, anchors):
        """How close boxes [2, P, M] of that `area` are to an anchor for each row."""
        close, spare = np.empty((2, *area.shape))
        measure(boxes, area, anchors.T[..., None], self.distance, close, spare)
        return close

    def _look(self, anchors):
        """Tiles [P] that anchors share, and which share them with the owner: [k, P].

        Only tiles that the moves of the anchors may have reached are looked at.
        """
        if self.distance == "euclid":
            moved = np.sqrt(np.square(anchors - self.anchors).sum(axis=1))
        else:
            # By so much, in logarithms, may either side of the comparison change.
            moved = 2 * np.abs(np.log(anchors / self.anchors)).sum(axis=1)
        self.lead -= moved[self.owner] + moved.max()
        self.anchors = anchors
        tiles = np.flatnonzero(self.lead <= self.margin)
        if 2 * len(tiles) > len(self.owner):
            # At a new start the last owners are no guide.
            self.owner[tiles], _ = assign(self.centre[:, tiles], anchors, self.distance)
        lead = self._lead(tiles, anchors)
        lead[self.owner[tiles], np.arange(len(tiles))] = np.inf
        self.lead[tiles] = least = lead.min(axis=0)
        shared = least <= self.margin
        return tiles[shared], lead[:, shared] <= self.margin

    def _lead(self, tiles, anchors):
        """How much nearer the owner is, at least, than an anchor, all over some tiles.

        For "euclid" in the unit of the sides, for "iou" in logarithms: [k, tiles].
        """
        sides = anchors.T[..., None]  # [2, k, 1]
        own = anchors[self.owner[tiles]].T  # [2, T]
        low, high = self.ends[:, :, tiles]  # [2, T]
        if self.distance == "euclid":
            # The difference of two squared distances is the sum of a linear function of
            # each side, so it is least where both are, at an end.
            square, owns = [], []
            for end in (low, high):
                square.append(np.square(end[:, None] - sides))
                owns.append(np.square(end - own)[:, None])
            (low, high), (own_low, own_high) = square, owns
            lead = np.minimum(low - own_low, high - own_high)  # [2, k, T]
            reach = np.sqrt(np.maximum(low, high).sum(axis=0))
            reach += np.sqrt(np.maximum(own_low, own_high).sum(axis=0))
            return (lead[0] + lead[1]) / (reach + self.margin)
        # With P, A and B the areas of a box and two anchors, and I and J what it shares
        # with them, I / (P + A - I) > J / (P + B - J) is the same as
        # I / J > (P + A) / (P + B). I / J is a product of a monotonic function of each
        # side, the right side one of P: all have their extremes at the ends.
        ratio, need = [], []
        for end in (low, high):
            ratio.append(
                np.minimum(end, own)[:, None] / np.minimum(end[:, None], sides)
            )
            area = end[0] * end[1]
            need.append((area + own[0] * own[1]) / (area + sides[0] * sides[1]))
        ratio = np.minimum(*ratio)
        return np.log(ratio[0] * ratio[1] / np.maximum(*need))

    def _sum_closeness(self, anchors, whole):
        """Of all boxes in tiles that are `whole`."""
        own = anchors[self.owner[whole]].T  # [2, W]
        if self.distance == "euclid":
            apart = np.square(self.centre[:, whole] - own).sum(axis=0)
            return -(apart * self.counts[whole] + self.scatter[whole]).sum()
        # A box of area P inside an anchor of area A has the IoU P / A, one around it
        # A / P, and of one that only its side x lets inside, a is the anchor's side and
        # c its other: c x / (P + c (a - x)).
        area = own[0] * own[1]
        below = self.ends[1][:, whole] <= own  # [2, W]
        above = self.ends[0][:, whole] >= own
        inside, around = below.all(axis=0), (above & ~below).all(axis=0)
        total = (self.areas[whole[inside]] / area[inside]).sum()
        total += (self.inverses[whole[around]] * area[around]).sum()
        for side in range(2):
            across = below[side] & above[1 - side] & ~inside
            tiles, (a, c) = whole[across], own[[side, 1 - side]][:, across, None]
            x = self.boxes[side, tiles]
            union = np.subtract(a, x)
            union *= c
            union += self.area[tiles]
            total += (np.divide(x, union, out=x).sum(axis=1) * c[:, 0]).sum()
            inside |= across
        rest = ~(inside | around)
        tiles, own = whole[rest], own[:, rest].T
        boxes, area = self.boxes[:, tiles], self.area[tiles]
        return total + self._measure(boxes, area, own).sum()


def _sort_into_tiles(columns):
    """Indices [T, M] of boxes [2, N] tile by tile, and the numbers of boxes [T]."""
    count = columns.shape[1]
    strips = max(round((count / _BOXES) ** 0.5), 1)
    ends = np.arange(strips**2 + 1) * count // strips**2
    order = np.argsort(columns[0])
    for start, end in zip(ends[:-1:strips], ends[strips::strips], strict=True):
        order[start:end].sort()  # by height, as the boxes are
    counts = np.diff(ends)
    places = np.minimum(ends[:-1, None] + np.arange(counts.max()), ends[1:, None] - 1)
    return order[places], counts
