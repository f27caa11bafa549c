using StageTools.Catalog;

namespace StageTools.Core.Tests.Catalog.Postgres;

/// <summary>Tests of a team's catalog: an administrator, two users (ann and bob), a stranger who is neither.</summary>
public abstract class TeamSuite : CatalogSuite<PostgresPlace>
{
    private protected string Ann { get; private set; } = "";

    private protected string Bob { get; private set; } = "";

    private protected ITeamCatalog Team => Catalog.Team!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Ann = await Place.CreateUserAsync("ann");
        Bob = await Place.CreateUserAsync("bob");
    }

    /// <summary>A stage that everybody may use; the boxes are what nobody else sees.</summary>
    private protected Task<CatalogEntry> AddSealedAsync(string name, bool isPrivate = false, byte read = 1, byte write = 0) => AddAsync(CatalogPlace.Entry(name) with
    {
        SealedSecrets = read == 0 ? default : new byte[] { read },
        SealedWriteSecrets = write == 0 ? default : new byte[] { write },
        IsPrivate = isPrivate,
    });

    private protected async Task<CatalogEntry?> FindAsync(string role, string name)
    {
        using var catalog = Place.Open(role);
        return await catalog.FindAsync(Name(name), Token);
    }

    private protected Task<IReadOnlyList<string>> GrantAsync(string name, StageRights rights, string role) => Team.GrantAsync(Name(name), rights, role, Token);

    private protected Task<IReadOnlyList<string>> RevokeAsync(string name, StageRights rights, string role) => Team.RevokeAsync(Name(name), rights, role, Token);
}
