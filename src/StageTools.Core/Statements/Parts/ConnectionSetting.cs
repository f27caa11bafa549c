namespace StageTools.Statements.Parts;

/// <summary>One key of CONNECTION or CREDENTIALS.</summary>
/// <param name="Key">Its one spelling, as <see cref="StageConnection"/> has it.</param>
/// <param name="Value">What it says; may be a secret.</param>
public sealed record ConnectionSetting(string Key, string Value)
{
    /// <summary>Whether the value is never shown.</summary>
    public bool IsSecret { get; init; } = KnownStores.All.Keys.IsSecret(Key);

    /// <summary>The parameter that the statement has in the place of the value, without its <c>$</c>, so that the value does not stand in its
    /// text; null for none.</summary>
    public string? Parameter { get; init; }

    /// <summary>The value for showing.</summary>
    internal string Shown => IsSecret ? StageConnection.Mask(Value) : StageUrl.WithoutSecrets(Value);

    /// <summary>The setting for showing: a secret is masked.</summary>
    public override string ToString() => $"{Key}={Shown}";
}
