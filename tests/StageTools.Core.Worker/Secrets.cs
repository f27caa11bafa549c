using StageTools.Catalog.Secrets;
using StageTools.Machine;
using StageTools.Storage;

namespace StageTools.Core.Worker;

/// <summary>Secrets under a key that is in this process' environment alone.</summary>
internal static class Secrets
{
    public static IReadOnlyDictionary<string, string> Of(string secret) =>
        new Dictionary<string, string>(StringComparer.Ordinal) { [StageConnection.SecretKey] = secret };

    /// <summary>Prints the secret, or the code of the error and its message.</summary>
    public static void Open(string home, string id, string box)
    {
        try
        {
            Console.WriteLine(new SecretBox(new MachineHome(home)).Open(id, Convert.FromBase64String(box))[StageConnection.SecretKey]);
        }
        catch (StageException e)
        {
            Console.WriteLine($"{e.Code}: {e.Message}");
        }
    }
}
