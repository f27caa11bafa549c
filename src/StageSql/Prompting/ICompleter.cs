namespace StageTools.Terminal.Prompting;

/// <summary>Completes what is being typed.</summary>
internal interface ICompleter
{
    /// <summary>What the word that ends at the caret may become.</summary>
    Completion Complete(string text, int caret);
}
