using System.Text;
using StageTools.Paths;
using StageTools.Storage;

namespace StageTools.Core.Tests.Storage;

/// <summary>What tests do with a store, in one line each.</summary>
internal static class Stores
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<StoreItem> WriteTextAsync(this IStore store, string key, string content = "content", bool overwrite = true) =>
        store.WriteAsync(StageKey.Parse(key), new MemoryStream(Encoding.UTF8.GetBytes(content)), new WriteOptions(overwrite), Token);

    public static async Task<string> ReadTextAsync(this IStore store, string key, long offset = 0)
    {
        var file = await store.FindAsync(key) ?? new StoreItem(key, 0, default);
        using var reader = new StreamReader(await store.OpenReadAsync(file, offset, Token));
        return await reader.ReadToEndAsync(Token);
    }

    public static async Task<List<string>> KeysAsync(this IStore store, string prefix = "")
    {
        var keys = new List<string>();
        await foreach (var item in store.ListAsync(prefix, Token))
            keys.Add(item.Key);
        return keys;
    }

    public static async Task<List<string>> FolderAsync(this IStore store, string folder, string namePrefix = "")
    {
        var keys = new List<string>();
        await foreach (var item in store.ListFolderAsync(StageKey.Parse(folder), new NameSelection(namePrefix), Token))
            keys.Add(item.IsFolder ? item.Key + "/" : item.Key);
        return keys;
    }

    public static Task<StoreItem?> FindAsync(this IStore store, string key) => store.FindAsync(StageKey.Parse(key), Token);

    public static Task<StoreWriter> CreateAsync(this IStore store, string key, bool overwrite = true) =>
        store.CreateAsync(StageKey.Parse(key), new WriteOptions(overwrite), Token);

    public static async Task<StageException?> RemoveAsync(this IStore store, string key) =>
        (await store.RemoveAsync([StageKey.Parse(key)], Token)) is [var failure] ? failure.Error : null;
}
