using StageTools.Catalog.Secrets;
using StageTools.Core.Worker;
using StageTools.Machine;

// The first argument says what to do; the rest is its own. "ready" on the output says that it has begun.
switch (args)
{
    case ["catalog", var home, var name, var rounds]:
        await CatalogWork.CreateListDropAsync(home, name, int.Parse(rounds, null));
        break;
    case ["temporary", var home, var name]:
        await CatalogWork.HoldTemporaryStageAsync(home, name);
        break;
    case ["seal", var home, var id, var secret]:
        Console.WriteLine(Convert.ToBase64String(new SecretBox(new MachineHome(home)).Seal(id, Secrets.Of(secret))));
        break;
    case ["open", var home, var id, var box]:
        Secrets.Open(home, id, box);
        break;
    case ["open-stage", var home, var name]:
        await KeyWork.OpenAsync(home, name);
        break;
    case ["create", var home, var name, var secret]:
        await KeyWork.CreateAsync(home, name, secret);
        break;
    case ["key", var home, .. var given]:
        await KeyWork.UpdateAsync(home, given.Length > 0 ? given[0] : null);
        break;
    case ["keys", var home, var name, var rounds]:
        await KeyWork.UpdateAndCreateAsync(home, name, int.Parse(rounds, null));
        break;
    case ["keys-forever", var home]:
        await KeyWork.UpdateForeverAsync(home);
        break;
    case ["key-half-way", var home]:
        await KeyWork.StopHalfWayAsync(home);
        break;
    case ["write", var root, var key, var size]:
        await FileWork.WriteForeverAsync(root, key, int.Parse(size, null));
        break;
    case ["hold", var root, var key]:
        await FileWork.HoldAsync(root, key);
        break;
    case ["sweep", var root, var idle]:
        await FileWork.SweepAsync(root, TimeSpan.Parse(idle, null));
        break;
    case ["journal", var root, var name]:
        await FileWork.HoldJournalAsync(root, name);
        break;
    case ["look", var root, var name]:
        await FileWork.LookAsync(root, name);
        break;
    case ["upload", var location, var key, var endpoint]:
        await BucketWork.HoldUploadAsync(location, key, endpoint);
        break;
    case ["copy", var from, var to]:
        await FileWork.CopyAsync(from, to);
        break;
    case ["export", var home, var path]:
        await FileWork.ExportForeverAsync(home, path);
        break;
    case ["export-parts", var location, var target, var layout, var first, var count, var step]:
        await ExportWork.RunAsync(location, target, layout, int.Parse(first, null), int.Parse(count, null), int.Parse(step, null));
        break;
    case ["hold-duckdb", var file]:
        await LoadWork.HoldDuckDbAsync(file);
        break;
    case ["load", var folder, var database, var onError]:
        await LoadWork.LoadAsync(folder, database, onError);
        break;
    case ["purge", var folder, var database, var onError, var step]:
        await LoadWork.PurgeAsync(folder, database, onError, int.Parse(step, null));
        break;
    default:
        throw new ArgumentException("No such work.", nameof(args));
}
