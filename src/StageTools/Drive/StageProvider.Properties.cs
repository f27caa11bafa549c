namespace StageTools.Drive;

/// <summary>This part: what is known of an item, for Get-ItemProperty. All of it is read only.</summary>
public sealed partial class StageProvider
{
    /// <inheritdoc/>
    public void GetProperty(string path, Collection<string>? providerSpecificPickList) => Attempt(path, () =>
    {
        var item = Find(path) ?? throw NotFound(path);
        if (!Selection.Has(DrivePath.Name(path), item.Value is Stage))
            return;

        if (providerSpecificPickList is not { Count: > 0 })
        {
            WritePropertyObject(item.Value, item.Path);
            return;
        }

        var (all, picked) = (PSObject.AsPSObject(item.Value), new PSObject());
        foreach (var name in providerSpecificPickList)
        {
            foreach (var property in all.Properties.Match(name))
            {
                if (picked.Properties[property.Name] is null)
                    picked.Properties.Add(new PSNoteProperty(property.Name, property.Value));
            }

            if (!WildcardPattern.ContainsWildcardCharacters(name) && all.Properties[name] is null)
            {
                throw StageErrorCode.OptionInvalid.Error(
                    $"'{Normal(path)}' has no property '{name}'; Get-ItemProperty without -Name shows all.", name);
            }
        }

        WritePropertyObject(picked, item.Path);
    });

    /// <inheritdoc/>
    public object? GetPropertyDynamicParameters(string path, Collection<string>? providerSpecificPickList) => null;

    /// <inheritdoc/>
    public void SetProperty(string path, PSObject propertyValue) => throw ReadOnly();

    /// <inheritdoc/>
    public object? SetPropertyDynamicParameters(string path, PSObject propertyValue) => null;

    /// <inheritdoc/>
    public void ClearProperty(string path, Collection<string> propertyToClear) => throw ReadOnly();

    /// <inheritdoc/>
    public object? ClearPropertyDynamicParameters(string path, Collection<string> propertyToClear) => null;

    private static PSNotSupportedException ReadOnly() =>
        new("The properties of what lies in a stage are its store's and cannot be set; Set-Content changes what a file holds.");
}
