namespace StageTools.Core.Tests.Statements.Running;

/// <summary>A folder and a stage, between which statements copy files.</summary>
public abstract class TransferTests : IDisposable
{
    private protected TestRun Run { get; } = new();

    private protected TestFolder Folder => Run.Folder;

    public void Dispose()
    {
        Run.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected async Task FillAsync()
    {
        await Run.RunAsync("CREATE STAGE s");
        Folder.Write("in/a.csv", "a");
        Folder.Write("in/b/c.txt");
        Folder.Write("in/it's; 100%.csv", "it");
    }
}
