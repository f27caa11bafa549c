namespace StageTools.Storage.Folders;

/// <summary>How items are opened.</summary>
internal enum Opening
{
    /// <summary>openat2(2): the kernel lets nothing leave the folder. Where it is refused, <see cref="Descriptor"/>.</summary>
    Kernel,

    /// <summary>Linux without it: opened by a descriptor that reads nothing, whose real path is looked at before it is used.</summary>
    Descriptor,

    /// <summary>Elsewhere: the opened handle's real path is looked at, and that path is used while the handle is open.</summary>
    Portable,
}
