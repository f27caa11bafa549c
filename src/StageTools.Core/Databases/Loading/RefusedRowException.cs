namespace StageTools.Databases.Loading;

/// <summary>A database did not take a row: a constraint, a type of its own.</summary>
/// <param name="index">Which of the rows that were given; -1 where the database does not say.</param>
/// <param name="reason">What the database says.</param>
/// <param name="inner">Its error.</param>
internal sealed class RefusedRowException(int index, string reason, Exception inner) : Exception(reason, inner)
{
    public int Index => index;
}
