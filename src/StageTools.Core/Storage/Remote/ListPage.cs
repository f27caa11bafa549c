namespace StageTools.Storage.Remote;

/// <summary>A page of a listing: files and folders in the order of their keys.</summary>
/// <param name="Items">All but what the store itself does not show.</param>
/// <param name="LastKey">The last key or folder of the page, also of what is not shown; null for an empty page.</param>
/// <param name="Next">Where the next page begins; null when this was the last.</param>
internal sealed record ListPage(IReadOnlyList<StoreItem> Items, string? LastKey, string? Next);
