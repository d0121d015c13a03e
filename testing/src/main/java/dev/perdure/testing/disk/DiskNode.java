package dev.perdure.testing.disk;

/// What a name on a disk stands for.
sealed interface DiskNode permits DiskFile, DiskFolder {}
