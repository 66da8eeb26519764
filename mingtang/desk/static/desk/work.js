// What scripts add to the work pages; all of them work without.
