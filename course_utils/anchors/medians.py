"""Medians of groups of boxes that are kept up to date while few boxes change groups."""

import numpy as np

_BINS = 256  # of equal numbers of boxes


class Medians:
    """Medians of both sides of boxes [2, B], group by group.

    `labels` [B] are the groups, 0 to `k` - 1, or `k`, which has no median. Boxes are
    counted in bins along each side, and again only where their label has changed; then
    a median is found among the boxes of one bin.
    """

    def __init__(self, boxes, labels, k):
        self.k, self.labels = k, labels.copy()
        self.starts = np.arange(_BINS + 1) * len(labels) // _BINS
        self.sides = []
        for side in boxes:
            order = np.argsort(side)
            bins = np.empty(len(side), np.intp)
            bins[order] = np.repeat(np.arange(_BINS), np.diff(self.starts))
            counts = np.bincount(labels.astype(np.intp) * _BINS + bins)
            counts.resize((k + 1, _BINS))
            self.sides.append((order, side[order], bins, counts))

    def move(self, labels):
        """New labels [B] of the same boxes, some of each group: -> medians [k, 2]."""
        changed = np.flatnonzero(labels != self.labels)
        old, new = (x[changed].astype(np.intp) for x in (self.labels, labels))
        self.labels[changed] = labels[changed]
        medians = []
        for order, values, bins, counts in self.sides:
            cells = bins[changed]
            np.subtract.at(counts, (old, cells), 1)
            np.add.at(counts, (new, cells), 1)
            medians.append(list(self._find(order, values, counts)))
        return np.array(medians).T

    def _find(self, order, values, counts):
        for k, up_to in enumerate(counts[:-1].cumsum(axis=1)):
            ranks = np.array([(up_to[-1] - 1) // 2, up_to[-1] // 2])
            first, last = up_to.searchsorted(ranks, side="right")
            start = self.starts[first]
            near = order[start : self.starts[last + 1]]
            own = np.flatnonzero(self.labels[near] == k)
            low, high = values[start + own[ranks - up_to[first] + counts[k, first]]]
            yield (low + high) / 2
