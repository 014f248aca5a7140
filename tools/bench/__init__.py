"""Measure what the course claims about cost: `make bench`.

- `drawing`: how fast flowers are drawn
- `clustering`: k-means for anchors against that of scikit-learn
- `evaluators`: COCO's evaluation against pycocotools, and its memory
- `crops`: what the flower classifier costs on every crop of a larger picture against
  one pass of the converted network
- `explorers`: how soon each explorer shows what a key did
- `clock`: how time is taken

Times are CPU time, all threads together, which a busy machine disturbs less than time
on the clock; only explorers are timed on the clock, as a hand waits for them. Beside
each stands that of a fixed loop in plain Python, taken just after it, so that figures
of two machines, or of two hours of one, can be compared.
"""
