"""The benchmarks, ``make bench``: ratios against peers on equal work, and no test among them."""
