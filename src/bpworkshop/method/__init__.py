"""How a group is led through a workshop: phases, steps, activities, questions and the time plan."""
