"""The other machines, in the same table form as the kinds of ärende."""
